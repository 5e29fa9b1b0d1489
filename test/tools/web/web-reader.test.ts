import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ToolOutcome } from '../../../contracts/tool';
import { DocumentReader, type DocumentReaderSettings } from '../../../tools/web/document-reader';
import { createGuardedFetch } from '../../../tools/web/guarded-fetch';
import { createWebReader } from '../../../tools/web/web-reader';
import { site, startServer, type LocalServer } from './local-server';
import { smallPdf } from './small-pdf';
import { toolContext } from '../tool-context';
import { parseArguments } from '../../support/parse-arguments';

const guard = createGuardedFetch({
  allowPrivateHosts: ['127.0.0.1'],
  maxBytes: 20_000_000,
  timeoutMs: 20_000,
});
const readers: DocumentReader[] = [];
const makeReader = (settings: Partial<DocumentReaderSettings> = {}): DocumentReader => {
  const reader = new DocumentReader({ guard, ...settings });
  readers.push(reader);
  return reader;
};
let shared: DocumentReader;
let server: LocalServer | undefined;

beforeAll(() => {
  shared = makeReader();
});
afterAll(() => readers.forEach((reader) => reader.close()));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Request {
  path?: string;
  args?: Record<string, unknown>;
  maxChars?: number;
  signal?: AbortSignal;
  reader?: DocumentReader;
  ahead?: boolean;
}

async function read(
  pages: Parameters<typeof site>[0],
  { path = '/', args = {}, maxChars = 20_000, signal, reader = shared, ahead = false }: Request = {},
): Promise<ToolOutcome> {
  server ??= await startServer(site(pages));
  const tool = createWebReader({ reader });
  return tool.execute({
    arguments: parseArguments(tool.parameters, { url: `${server.url}${path}`, ...args }),
    context: toolContext({ maxChars, ahead, ...(signal ? { signal } : {}) }),
  });
}

const text = (outcome: ToolOutcome): string => {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.text;
};

describe('web_reader', () => {
  it('HTML page → title, address, readable text with links', async () => {
    const body = `<html><head><title>Moons</title></head><body><p>Mars has <a href="/two">two</a> moons.</p></body></html>`;
    expect(text(await read({ '/': { body } }))).toBe(
      `Title: Moons\nURL: ${server?.url}/\n\nMars has [two](${server?.url}/two) moons.`,
    );
  });

  it.each([
    ['text/plain', 'plain text', 'plain text'],
    ['application/json', '{"a": [1, 2]}', '{"a": [1, 2]}'],
    ['application/xml', '<a><b>1</b></a>', '<a><b>1</b></a>'],
    ['application/octet-stream', 'a,b\n1,2', 'a,b\n1,2'],
    ['text/csv; charset=iso-8859-1', Buffer.from('caf\xe9', 'latin1'), 'café'],
  ])('%s → the text as it stands', async (type, body, expected) => {
    expect(text(await read({ '/': { type, body } }))).toBe(`URL: ${server?.url}/\n\n${expected}`);
  });

  it.each(['application/pdf', 'application/octet-stream', 'text/html'])(
    'PDF sent as %s → its pages',
    async (type) => {
      const body = smallPdf(['First page (of two)\nsecond line', 'The answer is 42'], { title: 'A paper' });
      expect(text(await read({ '/': { type, body } }))).toBe(
        `Title: A paper\nURL: ${server?.url}/\n\n[page 1 of 2]\nFirst page (of two)\nsecond line\n\n[page 2 of 2]\nThe answer is 42`,
      );
    },
  );

  it.each([
    ['a PDF without text', smallPdf(['', '']), 'application/pdf', 'unreadable_document', /scanned/],
    ['a damaged PDF', Buffer.from('%PDF-1.7 garbage'), 'application/pdf', 'unreadable_document', /damaged/],
    ['binary data', Buffer.from([1, 0, 2, 0]), 'application/octet-stream', 'unsupported_type', /binary/],
    ['an empty page', '<html><body><script>x()</script></body></html>', 'text/html', 'empty_page', /scripts/],
    ['nothing at all', '', 'text/html', 'empty_page', /no readable text/],
  ])('%s → typed failure that names the address', async (_name, body, type, code, message) => {
    const outcome = await read({ '/': { type, body } });
    expect(outcome).toMatchObject({
      ok: false,
      code,
      retryable: false,
      message: expect.stringMatching(message),
    });
    expect(outcome).toMatchObject({ message: expect.stringContaining(server?.url ?? '-') });
  });

  it('long text → a part that fits, says how it was cut, and goes on by offset to the end', async () => {
    const whole = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n');
    const pages = { '/': { type: 'text/plain', body: whole } };
    let joined = '';
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const outcome = await read(pages, { args: { offset }, maxChars: 1500 });
      expect(outcome).toMatchObject({ ok: true, truncated: true });
      const shown = text(outcome);
      expect(shown.length).toBeLessThanOrEqual(1500);
      const cut = /\n\n\[cut: characters \d+ to \d+ of (\d+)(?:; ask for offset=(\d+))?\]$/.exec(shown);
      expect(cut?.[1]).toBe(String(whole.length));
      joined += shown.slice(shown.indexOf('\n\n') + 2, cut?.index);
      offset = cut?.[2] === undefined ? undefined : Number(cut[2]);
    }
    expect(joined).toBe(whole);
  });

  it('limit → no more than that; offset past the end → invalid_offset with the length', async () => {
    const pages = { '/': { type: 'text/plain', body: 'x'.repeat(100) } };
    expect(text(await read(pages, { args: { limit: 10 } }))).toContain('[cut: characters 0 to 10 of 100;');
    expect(await read(pages, { args: { offset: 100 } })).toMatchObject({
      ok: false,
      code: 'invalid_offset',
      message: expect.stringContaining('100 characters'),
    });
  });

  it('redirect → both addresses are named', async () => {
    server = await startServer(({ url }, response) => {
      if (url === '/old') response.writeHead(301, { location: '/new' }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('moved');
    });
    expect(text(await read({}, { path: '/old' }))).toBe(
      `URL: ${server.url}/new (redirected from ${server.url}/old)\n\nmoved`,
    );
  });

  it('missing page → http_status; private address → address_refused', async () => {
    expect(await read({}, { path: '/none' })).toMatchObject({
      ok: false,
      code: 'http_status',
      retryable: false,
    });
    const strict = createGuardedFetch({ allowPrivateHosts: [], maxBytes: 1000, timeoutMs: 5000 });
    const outcome = await read({ '/': { body: 'x' } }, { reader: makeReader({ guard: strict }) });
    expect(outcome).toMatchObject({ ok: false, code: 'address_refused', retryable: false });
  });

  it('twenty thousand nested elements → the bare text, and says so', async () => {
    const body = `<html><body>${'<div>'.repeat(20_000)}deep inside${'</div>'.repeat(20_000)}</body></html>`;
    expect(text(await read({ '/': { body } }))).toMatch(/nested too deeply[^]*deep inside/);
  });

  it('a page that costs more than its deadline → parse_timeout, and the next page is read', async () => {
    const reader = makeReader({ parseMs: 1 });
    const body = `<html><body>${'<p>word <b>bold</b></p>'.repeat(20_000)}</body></html>`;
    expect(await read({ '/': { body } }, { reader })).toMatchObject({ ok: false, code: 'parse_timeout' });
    expect(text(await read({ '/': { body } }))).toContain('word bold');
  });

  it('a PDF that cannot be read in time → given in part; ahead a failure, so that the real call reads it, rule 3', async () => {
    const pages = { '/': { type: 'application/pdf', body: smallPdf(['first', 'second']) } };
    const reader = makeReader({ softLimitMs: 0 });
    expect(text(await read(pages, { reader }))).toContain('only pages 1 to 1 of 2');
    expect(await read(pages, { reader, ahead: true })).toMatchObject({ ok: false, code: 'parse_timeout' });
    expect(await read(pages, { ahead: true })).toMatchObject({ ok: true });
  });

  it('while a heavy page is parsed → the event loop stays free', async () => {
    let ticks = 0;
    const ticker = setInterval(() => (ticks += 1), 5);
    const reader = makeReader({
      guard: async (request) => {
        const page = await guard(request);
        ticks = 0;
        return page;
      },
    });
    const body = `<html><body>${'<p>word <b>bold</b> <a href="/x">link</a></p>'.repeat(15_000)}</body></html>`;
    await read({ '/': { body } }, { reader });
    clearInterval(ticker);
    // On this thread there would be no tick between the fetch and the outcome.
    expect(ticks).toBeGreaterThan(5);
  });

  it('abort while parsing → cancelled', async () => {
    const controller = new AbortController();
    const reader = new DocumentReader({
      guard: async (request) => {
        const page = await guard(request);
        setImmediate(() => controller.abort());
        return page;
      },
    });
    readers.push(reader);
    const body = `<html><body>${'<p>word</p>'.repeat(50_000)}</body></html>`;
    const outcome = await read({ '/': { body } }, { reader, signal: controller.signal });
    expect(outcome).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it('compressed page → read', async () => {
    server = await startServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
        .end(gzipSync('packed')),
    );
    expect(text(await read({}))).toContain('packed');
  });

  it('calls that mean the same → the same normal form', () => {
    const { normalise, parameters } = createWebReader({ reader: shared });
    const form = (args: unknown): unknown => normalise?.(parseArguments(parameters, args));
    expect(form({ url: 'HTTPS://A.org' })).toEqual(form({ url: 'https://a.org/#part', offset: 0 }));
    expect(form({ url: 'https://a.org/?q=1' })).not.toEqual(form({ url: 'https://a.org/?q=2' }));
    expect(form({ url: 'nonsense' })).toEqual({ url: 'nonsense', offset: 0, limit: 1_000_000 });
  });
});
