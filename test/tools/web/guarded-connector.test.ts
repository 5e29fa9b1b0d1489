import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressRefusal } from '../../../tools/web/address-refusal';
import { isAllowedHost } from '../../../tools/web/allowed-host';
import { permittedAddresses, type ResolvedAddress } from '../../../tools/web/guarded-connector';

const resolveTo =
  (...addresses: string[]) =>
  async (): Promise<ResolvedAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('addressRefusal', () => {
  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '172.32.0.1', '2001:4860:4860::8888', '2a00:1450:4001::1'])(
    '%s → may be reached',
    (address) => {
      expect(addressRefusal(address)).toBeUndefined();
    },
  );

  it.each([
    ['127.255.255.254', 'loopback'],
    ['0.1.2.3', 'unspecified'],
    ['255.255.255.255', 'broadcast'],
    ['224.0.0.1', 'multicast'],
    ['100.127.255.255', 'carrierGradeNat'],
    ['192.0.2.1', 'reserved'],
    ['::ffff:8.8.8.8', 'ipv4Mapped'],
    ['::ffff:0:808:808', 'rfc6145'],
    ['64:ff9b::808:808', 'rfc6052'],
    ['::7f00:1', 'outside 2000::/3'],
    ['4000::1', 'outside 2000::/3'],
    ['2002:808:808::', '6to4'],
    ['2001:0:7f00:1::', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['fe80::1%eth0', 'linkLocal'],
    ['168.63.129.16', 'cloud metadata service'],
    ['localhost', 'not an IP address'],
    ['', 'not an IP address'],
  ])('%s → %s', (address, reason) => {
    expect(addressRefusal(address)).toBe(reason);
  });

  it('any address of the private IPv4 blocks, in any IPv6 disguise → refused', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const inBlocks = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    );
    const prefixes = fc.constantFrom('', '::ffff:', '::', '64:ff9b::', '::ffff:0:');
    fc.assert(
      fc.property(inBlocks, prefixes, (octets, prefix) => {
        expect(addressRefusal(`${prefix}${octets.join('.')}`)).toBeDefined();
      }),
    );
  });
});

describe('permittedAddresses', () => {
  it('a name with public and private addresses → the public ones only', async () => {
    const resolve = resolveTo('127.0.0.1', '8.8.8.8', '::1', '2001:4860:4860::8888', '10.0.0.1');
    const found = await permittedAddresses('mixed.example', '80', { allowPrivateHosts: [], resolve });
    expect(found.map(({ address }) => address)).toEqual(['8.8.8.8', '2001:4860:4860::8888']);
  });

  it('a name without any address → address_refused', async () => {
    await expect(
      permittedAddresses('empty.example', '80', { allowPrivateHosts: [], resolve: resolveTo() }),
    ).rejects.toMatchObject({ code: 'address_refused' });
  });

  it('a literal address → never asks DNS', async () => {
    const resolve = async (): Promise<never> => {
      throw new Error('asked DNS');
    };
    const settings = { allowPrivateHosts: [], resolve };
    expect(await permittedAddresses('8.8.8.8', '80', settings)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    await expect(permittedAddresses('[::1]', '80', settings)).rejects.toMatchObject({
      code: 'address_refused',
    });
  });
});

describe('isAllowedHost', () => {
  it.each([
    ['wiki.local', '80', ['wiki.local'], true],
    ['WIKI.local.', '8080', ['wiki.local'], true],
    ['wiki.local', '8080', ['wiki.local:8080'], true],
    ['wiki.local', '80', ['wiki.local:8080'], false],
    ['sub.wiki.local', '80', ['wiki.local'], false],
    ['evilwiki.local', '80', ['wiki.local'], false],
    ['[::1]', '80', ['::1'], true],
    ['[::1]', '9000', ['[::1]:9000'], true],
    ['[::1]', '9001', ['[::1]:9000'], false],
    ['127.0.0.1', '80', [], false],
  ])('%s port %s with %j → %s', (host, port, allowed, expected) => {
    expect(isAllowedHost(host, port, allowed)).toBe(expected);
  });
});
