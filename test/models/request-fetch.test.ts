import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { requestFetch } from '../../models/request-fetch';

describe('requestFetch', () => {
  const agent = new Agent();
  const send = requestFetch(agent);
  const seen: { path: string; body: string; encoding: string | undefined }[] = [];
  /** Method and key of what the redirects of a test led to, at this server or the other one. */
  const ledTo: [method: string | undefined, host: string, key: string | undefined][] = [];
  let url = '';
  let otherUrl = '';

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      seen.push({ path, body, encoding: request.headers['accept-encoding'] });
      const [, status, target] = /^\/to\/(\d+)\/(here|there)$/.exec(path) ?? [];
      const location = target === 'there' ? `${otherUrl}/there` : '/here';
      if (target) return response.writeHead(Number(status), { location }).end('moved');
      if (path === '/here' || path === '/there') {
        const { headers, method, socket } = request;
        ledTo.push([method, socket.localPort === portOf(server) ? 'own' : 'other', headers.authorization]);
      }
      if (path === '/nowhere') return response.writeHead(302).end('moved');
      if (path === '/moved') return response.writeHead(307, { location: '/here' }).end('moved');
      if (path === '/empty') return response.writeHead(204).end();
      if (path === '/hangs') return void response.writeHead(200).write('begun');
      if (path === '/gzip') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        return void response.end(gzipSync(JSON.stringify({ path })));
      }
      if (path === '/gzip-hangs') {
        return void response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .write(gzipSync('begun').subarray(0, 8));
      }
      response.writeHead(path === '/refused' ? 429 : 200, {
        'content-type': 'application/json',
        'retry-after': '7',
        'set-cookie': ['a=1', 'b=2'],
      });
      response.end(JSON.stringify({ path }));
    });
  };
  const server = createServer(answer);
  const other = createServer(answer);
  const portOf = (of: typeof server): number => (of.address() as AddressInfo).port;
  const post = (path: string, signal = new AbortController().signal): Promise<Response> =>
    send(`${url}${path}`, {
      method: 'POST',
      headers: new Headers({ 'x-key': 'k', authorization: 'secret', 'content-type': 'application/json' }),
      body: '{"a":1}',
      signal,
    });

  beforeAll(async () => {
    for (const each of [server, other])
      await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${portOf(server)}`;
    otherUrl = `http://127.0.0.1:${portOf(other)}`;
  });
  afterAll(async () => {
    for (const each of [server, other]) {
      each.closeAllConnections();
      each.close();
    }
    await agent.destroy();
  });

  it.each([
    ['/here', 200],
    ['/refused', 429],
  ])('an answer at %s → status %d, headers and body as they are, uncompressed', async (path, status) => {
    const response = await post(path);
    expect([response.status, response.ok]).toEqual([status, status === 200]);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ path });
    expect(seen.at(-1)).toEqual({ path, body: '{"a":1}', encoding: 'identity' });
  });

  it('a redirect that keeps the method → the request with its body goes on to the new place', async () => {
    const before = seen.length;
    const response = await post('/moved');
    expect(await response.json()).toEqual({ path: '/here' });
    expect(seen.slice(before).map(({ path, body }) => [path, body])).toEqual([
      ['/moved', '{"a":1}'],
      ['/here', '{"a":1}'],
    ]);
  });

  it.each([
    [301, 'here', ['GET', 'own', 'secret'], ''],
    [302, 'here', ['GET', 'own', 'secret'], ''],
    [303, 'here', ['GET', 'own', 'secret'], ''],
    [308, 'here', ['POST', 'own', 'secret'], '{"a":1}'],
    [303, 'there', ['GET', 'other', undefined], ''],
    [307, 'there', ['POST', 'other', undefined], '{"a":1}'],
  ] as const)(
    'a redirect %d to %s → as fetch follows it, the key for its own server alone',
    async (...row) => {
      const [status, target, expected, body] = row;
      const before = seen.length;
      expect(await (await post(`/to/${status}/${target}`)).json()).toEqual({ path: `/${target}` });
      expect(ledTo.at(-1)).toEqual(expected);
      expect(seen.slice(before).map((one) => one.body)).toEqual(['{"a":1}', body]);
    },
  );

  it('a redirect to nowhere → told as it is', async () => {
    expect((await post('/nowhere')).status).toBe(302);
  });

  it('a gateway that compresses although nobody asked for it → the text', async () => {
    expect(await (await post('/gzip')).json()).toEqual({ path: '/gzip' });
  });

  it('cancelled in the middle of such an answer → its body breaks off, too', async () => {
    const abort = new AbortController();
    const response = await post('/gzip-hangs', abort.signal);
    abort.abort();
    await expect(response.text()).rejects.toThrow(/abort/i);
  });

  it('an answer without content → a response without a body', async () => {
    const response = await post('/empty');
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('cancelled in the middle of an answer → the body breaks off with an AbortError', async () => {
    const controller = new AbortController();
    const response = await post('/hangs', controller.signal);
    controller.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('nobody listens → the code of the socket is told', async () => {
    const nowhere = createServer();
    await new Promise<void>((resolve) => nowhere.listen(0, '127.0.0.1', resolve));
    const { port } = nowhere.address() as AddressInfo;
    await new Promise((resolve) => nowhere.close(resolve));
    const init = { method: 'POST', headers: new Headers(), body: '{}', signal: new AbortController().signal };
    await expect(send(`http://127.0.0.1:${port}/`, init)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
