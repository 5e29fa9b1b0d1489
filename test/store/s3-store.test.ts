import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Store } from '../../store/s3-store';
import { describeBlobStore } from '../support/blob-store-contract';
import { S3Server } from '../support/s3-server';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const opened: S3Store[] = [];
let server: S3Server;
let count = 0;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  server = await S3Server.start(['bucket']);
});

afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await server.stop();
});

beforeEach(() => {
  server.requests.length = 0;
  server.faults.length = 0;
});

function open(prefix: string, bucket = 'bucket'): S3Store {
  const config = { kind: 's3', bucket, prefix, region: 'us-east-1', forcePathStyle: true } as const;
  const store = new S3Store({ ...config, endpoint: server.url });
  opened.push(store);
  return store;
}

const newPrefix = (): string => `p${(count += 1)}/`;

describeBlobStore('S3Store', {
  open: async () => {
    const prefix = newPrefix();
    return { store: open(prefix), other: open(prefix) };
  },
  damage: async (_, hash, content) => {
    server.objects.set(`bucket/p${count}/blobs/${hash}`, Buffer.from(content));
  },
});

describe('S3Store', () => {
  it('put of a blob that is there: → asked for, not sent again; everything signed', async () => {
    const store = open(newPrefix());
    await store.put(bytes('x'));
    await store.put(bytes('x'));
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual(['HEAD', 'PUT', 'HEAD']);
    expect(server.unsigned).toBe(0);
  });

  it('a conflict while creating: → asked again', async () => {
    const store = open(newPrefix());
    server.faults.push({ status: 409, code: 'ConditionalRequestConflict' });
    expect(await store.createNamed('a', bytes('1'))).toBe(true);
    expect(await store.createNamed('a', bytes('2'))).toBe(false);
  });

  it('who may not list gets 403 for what is not there: → put all the same', async () => {
    const store = open(newPrefix());
    server.faults.push({ status: 403, code: 'AccessDenied' });
    const hash = await store.put(bytes('x'));
    expect(await store.has(hash)).toBe(true);
  });

  it('no such bucket: → store_unavailable with what to do, not to be retried', async () => {
    const store = open('', 'nobody');
    const failure = {
      code: 'store_unavailable',
      retryable: false,
      message: expect.stringContaining('s3://nobody/'),
      remedy: expect.stringContaining('FORERUN_S3_BUCKET'),
    };
    await expect(store.put(bytes('x'))).rejects.toMatchObject(failure);
    await expect(store.getNamed('x')).rejects.toMatchObject(failure);
    await expect(store.id()).rejects.toMatchObject(failure);
  });

  it.each([
    ['put', 403, 'AccessDenied', 'store_unwritable', false],
    ['put', 507, 'XMinioStorageFull', 'store_full', false],
    ['put', 400, 'InvalidRequest', 'store_unavailable', false],
    ['get', 403, 'AccessDenied', 'store_unavailable', false],
    ['get', 503, 'SlowDown', 'store_unavailable', true],
  ] as const)('%s answered %d %s: → %s', async (operation, status, code, expected, retryable) => {
    const store = open(newPrefix());
    for (let attempt = 0; attempt < 3; attempt += 1) server.faults.push({ status, code });
    const done = operation === 'put' ? store.putNamed('a', bytes('1')) : store.getNamed('a');
    await expect(done).rejects.toMatchObject({ code: expected, retryable });
  });

  it('a short failure of the server: → the SDK tries again', async () => {
    const store = open(newPrefix());
    server.faults.push({ status: 503, code: 'SlowDown' });
    await store.putNamed('a', bytes('1'));
    expect(await store.getNamed('a')).toEqual(bytes('1'));
  });

  it('nobody listens there: → store_unavailable, worth another try', async () => {
    const gone = await S3Server.start(['bucket']);
    const { url } = gone;
    await gone.stop();
    const config = { kind: 's3', bucket: 'bucket', prefix: '', region: 'r', forcePathStyle: true } as const;
    const store = new S3Store({ ...config, endpoint: url });
    opened.push(store);
    await expect(store.getNamed('a')).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  });

  it('damaged store.json: → an error that names it, instead of a new id', async () => {
    const prefix = newPrefix();
    server.objects.set(`bucket/${prefix}store.json`, Buffer.from('{'));
    await expect(open(prefix).id()).rejects.toThrow('store.json is damaged');
  });
});
