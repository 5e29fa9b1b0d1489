import { describe, expect, it } from '@jest/globals';
import { fixture, mcpBeds, READ } from './mcp-bed';

const { bedOf } = mcpBeds();

describe('MCP policy', () => {
  it('nothing confirmed → every tool writes, whatever its hints say', async () => {
    const bed = bedOf({
      servers: { shop: fixture('shop-stdio') },
      policy: { shop__count: { ...READ, confirmed: false } },
    });
    const tools = await bed.begin();
    expect(tools.list().map(({ name }) => tools.policyOf(name)?.effect)).toEqual(Array(5).fill('write'));
    expect(tools.policyOf('shop__buy')?.idempotent).toBe(false);
  });

  it('confirmed → as the user said; taken out → not offered', async () => {
    const bed = bedOf({
      servers: { shop: fixture('shop-stdio') },
      policy: {
        shop__count: READ,
        shop__buy: { ...READ, effect: 'write', enabled: false, confirmed: false },
      },
    });
    const tools = await bed.begin();
    expect(tools.policyOf('shop__count')).toMatchObject({ effect: 'read', egress: 'none', idempotent: true });
    expect(tools.find('shop__buy')).toBeUndefined();
    expect((await bed.discover()).catalogue.tools.map(({ tool }) => tool)).not.toContain('buy');
  });

  it('confirmed, but another tool by now → counts as a write, and is named', async () => {
    const before = bedOf({ servers: { odd: fixture('odd-stdio') } });
    const { catalogue } = await before.discover();
    const { fingerprint } = catalogue.tools.find(({ tool }) => tool === 'echo')!;
    const policy = { odd__echo: { ...READ, fingerprint } };
    const same = bedOf({ servers: { odd: fixture('odd-stdio') }, policy });
    expect((await same.discover()).unconfirmed).toEqual([]);
    expect((await same.begin()).policyOf('odd__echo')?.effect).toBe('read');
    const other = bedOf({ servers: { odd: fixture('odd-stdio', { ODD_CHANGED: ' and mails it' }) }, policy });
    expect((await other.discover()).unconfirmed).toEqual(['odd__echo']);
    expect((await other.begin()).policyOf('odd__echo')?.effect).toBe('write');
  });

  it('a mode or a policy for a tool that no server lists → an error with the name that was meant', async () => {
    const servers = { shop: fixture('shop-stdio') };
    const unknown = (setting: RegExp) => ({
      code: 'unknown_tool_setting',
      retryable: false,
      message: expect.stringMatching(setting),
      remedy: expect.stringMatching(/^Did you mean shop__count\? Tools are shop__buy, /),
    });
    await expect(bedOf({ servers }).discover(['shop__buy', 'shop__cuont'])).rejects.toMatchObject(
      unknown(/^FORERUN_TOOL_MODES .*names the tool shop__cuont/),
    );
    await expect(bedOf({ servers, changed: ['shop__cuont'] }).discover()).rejects.toMatchObject(
      unknown(/^toolPolicy names the tool shop__cuont/),
    );
  });

  it('modes for tools that were taken out, that cannot be used, or whose server is not there → fine', async () => {
    const bed = bedOf({
      servers: {
        shop: fixture('shop-stdio'),
        odd: fixture('odd-stdio'),
        ghost: { command: 'no-such-program-here', required: false },
      },
      policy: { shop__buy: { ...READ, enabled: false }, shop__gone: READ },
    });
    const { catalogue } = await bed.discover(['shop__buy', 'shop__gone', 'odd__broken', 'ghost__walk']);
    expect(catalogue.tools.length).toBeGreaterThan(5);
  });

  it('a server that remembers → nothing of it ahead', async () => {
    const servers = { shop: { ...fixture('shop-stdio'), stateful: true } };
    const bed = bedOf({ servers, policy: { shop__count: READ } });
    expect((await bed.discover()).unconfirmed).toEqual(['shop__count']);
  });
});
