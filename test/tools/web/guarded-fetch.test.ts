import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ForerunError } from '../../../contracts/errors';
import { createGuardedFetch, type GuardedFetchSettings } from '../../../tools/web/guarded-fetch';
import type { ResolvedAddress } from '../../../tools/web/guarded-connector';
import { startServer, type LocalServer } from './local-server';

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const serve = async (handler: Parameters<typeof startServer>[0]): Promise<LocalServer> => {
  const server = await startServer(handler);
  servers.push(server);
  return server;
};

const guard = (settings: Partial<GuardedFetchSettings> = {}): ReturnType<typeof createGuardedFetch> =>
  createGuardedFetch({ allowPrivateHosts: [], maxBytes: 100_000, timeoutMs: 20_000, ...settings });

const signal = (): AbortSignal => new AbortController().signal;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const failure = async (promise: Promise<unknown>): Promise<ForerunError> =>
  promise.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as ForerunError,
  );
const names =
  (table: Record<string, string[]>, asked: string[] = []) =>
  async (hostname: string): Promise<ResolvedAddress[]> => {
    asked.push(hostname);
    return (table[hostname] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };

describe('guardedFetch and private addresses', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http:\\\\127.0.0.1:PORT\\',
    'http:127.0.0.1:PORT',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fd00::1]:PORT/',
    'http://10.0.0.1:PORT/',
    'http://192.168.1.1:PORT/',
    'http://172.16.0.1:PORT/',
    'http://100.64.0.1:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'https://127.0.0.1:PORT/',
    'http://user:secret@127.0.0.1:PORT/',
    'http://example.com@127.0.0.1:PORT/',
    'file:///etc/passwd',
    'ftp://127.0.0.1:PORT/',
    'gopher://127.0.0.1:PORT/',
    'data:text/plain,hello',
  ])('%s → address_refused, and no request arrives', async (address) => {
    const server = await serve((_request, response) => response.end('secret'));
    const url = address.replace('PORT', String(server.port));
    const error = await failure(guard()({ url, signal: signal() }));
    expect(error.code).toBe('address_refused');
    expect(error.retryable).toBe(false);
    expect(server.requests).toEqual([]);
  });

  it.each([
    '',
    'no address',
    'http://',
    'http://[fe80::1%25eth0]/',
    'http://1.2.3.4.5/',
    '//a/b',
    'a'.repeat(5000),
  ])('%j → invalid_url', async (url) => {
    expect((await failure(guard()({ url, signal: signal() }))).code).toBe('invalid_url');
  });

  it.each([
    ['127.0.0.1'],
    ['10.1.2.3', '192.168.0.1'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['64:ff9b::a00:1'],
    ['::7f00:1'],
  ])('a name that resolves to %s → address_refused', async (...addresses) => {
    const server = await serve((_request, response) => response.end('secret'));
    const resolve = names({ 'inside.example': addresses });
    const error = await failure(
      guard({ resolve })({ url: `http://inside.example:${server.port}/`, signal: signal() }),
    );
    expect(error.code).toBe('address_refused');
    expect(error.message).toContain('inside.example');
    expect(server.requests).toEqual([]);
  });

  it('redirect to a private address → address_refused, the target sees no request', async () => {
    const target = await serve((_request, response) => response.end('secret'));
    const front = await serve((_request, response) =>
      response.writeHead(302, { location: `${target.url}/admin` }).end(),
    );
    const fetch = guard({ allowPrivateHosts: [front.host] });
    const error = await failure(fetch({ url: front.url, signal: signal() }));
    expect(error.code).toBe('address_refused');
    expect(front.requests).toHaveLength(1);
    expect(target.requests).toEqual([]);
  });

  it('redirect to a name that resolves to a private address → address_refused', async () => {
    const target = await serve((_request, response) => response.end('secret'));
    const front = await serve((_request, response) =>
      response.writeHead(307, { location: `http://evil.example:${target.port}/` }).end(),
    );
    const resolve = names({ 'evil.example': ['127.0.0.1'] });
    const fetch = guard({ allowPrivateHosts: [front.host], resolve });
    expect((await failure(fetch({ url: front.url, signal: signal() }))).code).toBe('address_refused');
    expect(target.requests).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'http://user:pw@127.0.0.1/'])(
    'redirect to %s → address_refused',
    async (to) => {
      const front = await serve((_request, response) => response.writeHead(301, { location: to }).end());
      const fetch = guard({ allowPrivateHosts: ['127.0.0.1'] });
      expect((await failure(fetch({ url: front.url, signal: signal() }))).code).toBe('address_refused');
    },
  );

  it('allowed name → connected to the resolved address, resolved once, with its own Host header', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('hello'),
    );
    const asked: string[] = [];
    // No name server knows .invalid (RFC 6761): a second lookup anywhere would fail.
    const fetch = guard({
      allowPrivateHosts: [`pages.invalid:${server.port}`],
      resolve: names({ 'pages.invalid': ['127.0.0.1'] }, asked),
    });
    const page = await fetch({ url: `http://pages.invalid:${server.port}/a#b`, signal: signal() });
    expect(text(page.bytes)).toBe('hello');
    expect(page.url).toBe(`http://pages.invalid:${server.port}/a`);
    expect(asked).toEqual(['pages.invalid']);
    expect(server.requests[0]?.headers.host).toBe(`pages.invalid:${server.port}`);
  });

  it('allowed port → another port of the same host stays refused', async () => {
    const server = await serve((_request, response) => response.end('secret'));
    const fetch = guard({ allowPrivateHosts: ['127.0.0.1:1'] });
    expect((await failure(fetch({ url: server.url, signal: signal() }))).code).toBe('address_refused');
    expect(server.requests).toEqual([]);
  });

  it('proxies in the environment → not used', async () => {
    const proxy = await serve((_request, response) => response.end('from the proxy'));
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('direct'),
    );
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: proxy.url,
      http_proxy: proxy.url,
      ALL_PROXY: proxy.url,
      NO_PROXY: '',
      no_proxy: '',
    });
    try {
      const fetch = guard({ allowPrivateHosts: [server.host] });
      expect(text((await fetch({ url: server.url, signal: signal() })).bytes)).toBe('direct');
      expect((await failure(guard()({ url: server.url, signal: signal() }))).code).toBe('address_refused');
      expect(proxy.requests).toEqual([]);
    } finally {
      process.env = before;
    }
  });
});

describe('guardedFetch and limits', () => {
  const allow = (
    server: LocalServer,
    settings: Partial<GuardedFetchSettings> = {},
  ): ReturnType<typeof guard> => guard({ allowPrivateHosts: [server.host], ...settings });

  it('five redirects → followed, relative ones too; six → too_many_redirects', async () => {
    const server = await serve(({ url }, response) => {
      const left = Number(url.slice(1));
      if (left === 0) response.writeHead(200, { 'content-type': 'text/plain' }).end('arrived');
      else response.writeHead(302, { location: `${left - 1}` }).end();
    });
    const page = await allow(server)({ url: `${server.url}/5`, signal: signal() });
    expect(page.url).toBe(`${server.url}/0`);
    expect(text(page.bytes)).toBe('arrived');
    const error = await failure(allow(server)({ url: `${server.url}/6`, signal: signal() }));
    expect(error.code).toBe('too_many_redirects');
  });

  it('declared length over the limit → too_large', async () => {
    const server = await serve((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain', 'content-length': 200_000 })
        .end('x'.repeat(200_000)),
    );
    expect((await failure(allow(server)({ url: server.url, signal: signal() }))).code).toBe('too_large');
  });

  it('endless body → too_large, and the connection is closed', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect((await failure(allow(server)({ url: server.url, signal: signal() }))).code).toBe('too_large');
    await server.brokenOff;
  });

  it.each([1, 2])('gzip bomb, %i times packed → too_large', async (times) => {
    let bomb: Buffer = Buffer.alloc(50_000_000);
    for (let packed = 0; packed < times; packed += 1) bomb = gzipSync(bomb);
    const server = await serve((_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'text/html',
          'content-encoding': Array(times).fill('gzip').join(', '),
        })
        .end(bomb),
    );
    expect((await failure(allow(server)({ url: server.url, signal: signal() }))).code).toBe('too_large');
  });

  it('compressed body within the limit → decompressed', async () => {
    const server = await serve((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
        .end(gzipSync('good day')),
    );
    const page = await allow(server)({ url: server.url, signal: signal() });
    expect(text(page.bytes)).toBe('good day');
  });

  it.each([
    ['a damaged compressed body', { 'content-encoding': 'gzip' }, Buffer.from('no gzip at all')],
    [
      'a compressed body cut short',
      { 'content-encoding': 'gzip' },
      gzipSync('x'.repeat(10_000)).subarray(0, 30),
    ],
  ])('%s → network, retryable', async (_name, headers, body) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(body),
    );
    const error = await failure(allow(server)({ url: server.url, signal: signal() }));
    expect([error.code, error.retryable]).toEqual(['network', true]);
  });

  it('connection torn in the middle of the body → network, retryable', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    const error = await failure(allow(server)({ url: server.url, signal: signal() }));
    expect([error.code, error.retryable]).toEqual(['network', true]);
  });

  it.each(['headers', 'body'])(
    'a server that hangs before its %s end → timeout, connection closed',
    async (where) => {
      const server = await serve((_request, response) => {
        if (where === 'body') response.writeHead(200, { 'content-type': 'text/plain' }).write('a');
      });
      const error = await failure(allow(server, { timeoutMs: 200 })({ url: server.url, signal: signal() }));
      expect([error.code, error.retryable]).toEqual(['timeout', true]);
      await server.brokenOff;
    },
  );

  it('a body that drips for ever → timeout: the limit is on the whole', async () => {
    const drips: NodeJS.Timeout[] = [];
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      drips.push(setInterval(() => response.write('.'), 20));
    });
    const error = await failure(allow(server, { timeoutMs: 300 })({ url: server.url, signal: signal() }));
    drips.forEach(clearInterval);
    expect(error.code).toBe('timeout');
  });

  it('a name server that hangs → timeout', async () => {
    const fetch = guard({ timeoutMs: 200, resolve: () => new Promise(() => undefined) });
    expect((await failure(fetch({ url: 'http://slow.example/', signal: signal() }))).code).toBe('timeout');
  });

  it('abort while the body comes → cancelled, connection closed', async () => {
    const controller = new AbortController();
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('a');
      setTimeout(() => controller.abort(), 20);
    });
    const error = await failure(allow(server)({ url: server.url, signal: controller.signal }));
    expect([error.code, error.retryable]).toEqual(['cancelled', false]);
    await server.brokenOff;
  });

  it('abort before the start → cancelled, no request', async () => {
    const server = await serve((_request, response) => response.end());
    const error = await failure(allow(server)({ url: server.url, signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
    expect(server.requests).toEqual([]);
  });

  it.each(['image/png', 'video/mp4', 'application/zip', 'application/vnd.ms-excel', 'audio/mpeg'])(
    'type %s → unsupported_type, body not read',
    async (type) => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': type }).write('x');
      });
      expect((await failure(allow(server)({ url: server.url, signal: signal() }))).code).toBe(
        'unsupported_type',
      );
      await server.brokenOff;
    },
  );

  it('unknown content encoding → unsupported_type', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'zebra' }).end('x'),
    );
    expect((await failure(allow(server)({ url: server.url, signal: signal() }))).code).toBe(
      'unsupported_type',
    );
  });

  it.each([
    [404, false],
    [403, false],
    [304, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('status %i → http_status, retryable %s', async (status, retryable) => {
    const server = await serve((_request, response) =>
      response.writeHead(status, { 'retry-after': '7' }).end(),
    );
    const error = await failure(allow(server)({ url: server.url, signal: signal() }));
    expect([error.code, error.retryable, error.details]).toEqual(['http_status', retryable, { status }]);
    expect(error.retryAfterMs).toBe(7000);
    expect(error.message).toContain(String(status));
  });

  it('refused connection → network, retryable; unknown host → network, final', async () => {
    const server = await startServer((_request, response) => response.end());
    await server.close();
    const refused = await failure(allow(server)({ url: server.url, signal: signal() }));
    expect([refused.code, refused.retryable]).toEqual(['network', true]);
    const resolve = async (): Promise<never> => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const unknown = await failure(guard({ resolve })({ url: 'http://nowhere.example/', signal: signal() }));
    expect([unknown.code, unknown.retryable]).toEqual(['network', false]);
    expect(unknown.message).toContain('nowhere.example');
  });

  it('headers that tell who asks → neither cookies nor authorization are sent on a redirect', async () => {
    const server = await serve(({ url }, response) => {
      if (url === '/') response.writeHead(302, { location: '/b', 'set-cookie': 'a=b' }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    });
    await allow(server)({ url: server.url, signal: signal() });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers).not.toHaveProperty('cookie');
    expect(server.requests[1]?.headers).not.toHaveProperty('authorization');
  });
});
