import { afterEach, describe, expect, it } from '@jest/globals';
import type { SearchProvider } from '../../../contracts/config';
import type { z } from 'zod';
import { createSearchProvider } from '../../../tools/web/create-search-provider';
import type { SearchAnswer } from '../../../tools/web/search-provider';
import { startServer, type LocalServer, type Recorded } from './local-server';

type Name = z.infer<typeof SearchProvider>;
const KEY = 'key-4711';

let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

async function ask(
  provider: Name,
  { status = 200, headers = {}, body }: Answer,
  { query = 'moons of Mars', count = 3, apiKey = KEY, path = '' } = {},
): Promise<SearchAnswer> {
  server = await startServer((_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body)),
  );
  const search = createSearchProvider(
    { provider, apiKey, url: `${server.url}${path}` },
    { timeoutMs: 10_000 },
  );
  return search.search({ query, count, signal: new AbortController().signal });
}

const asked = (): Recorded => {
  const request = server?.requests[0];
  if (!request) throw new Error('nothing was asked');
  return request;
};

const organic = [
  { title: 'Moons', link: 'https://a.org/moons', snippet: 'Two moons.', date: '3 days ago', position: 1 },
  { title: 'no link', snippet: 'x' },
  { link: 'https://b.org/', position: 2 },
  { title: 'third', link: 'https://c.org/', snippet: 7 },
  { title: 'fourth', link: 'https://d.org/' },
];

describe('serper', () => {
  it('request and answer → as its documentation has them', async () => {
    const answer = await ask('serper', {
      body: {
        searchParameters: { q: 'moons of Mars' },
        organic,
        answerBox: { title: 'Mars', answer: 'Phobos and Deimos' },
        knowledgeGraph: { title: 'Moons of Mars', type: 'Topic', description: 'Both small.' },
      },
    });
    expect(asked()).toMatchObject({ method: 'POST', url: '/search' });
    expect(asked().headers).toMatchObject({ 'x-api-key': KEY, 'content-type': 'application/json' });
    expect(JSON.parse(asked().body)).toEqual({ q: 'moons of Mars', num: 10 });
    expect(answer).toEqual({
      results: [
        { title: 'Moons', url: 'https://a.org/moons', snippet: 'Two moons.', date: '3 days ago' },
        { title: '', url: 'https://b.org/', snippet: '' },
        { title: 'third', url: 'https://c.org/', snippet: '' },
      ],
      answer: 'Phobos and Deimos | Moons of Mars; Topic; Both small.',
    });
  });

  it('more than a page asked → that many asked for', async () => {
    await ask('serper', { body: { organic: [] } }, { count: 15 });
    expect(JSON.parse(asked().body)).toMatchObject({ num: 15 });
  });

  it('no credits left → search_quota, not retryable', async () => {
    const body = { message: 'Not enough credits', statusCode: 400 };
    await expect(ask('serper', { status: 400, body })).rejects.toMatchObject({
      code: 'search_quota',
      retryable: false,
      remedy: expect.stringContaining('SERPER_API_KEY'),
    });
  });
});

describe('tavily', () => {
  it('request and answer → as its documentation has them', async () => {
    const answer = await ask('tavily', {
      body: {
        query: 'moons of Mars',
        answer: 'Two.',
        results: [
          {
            title: 'Moons',
            url: 'https://a.org/',
            content: 'Two moons.',
            score: 0.9,
            published_date: '2024-05-01',
          },
          { title: 'bad' },
        ],
      },
    });
    expect(asked()).toMatchObject({ method: 'POST', url: '/search' });
    expect(asked().headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.parse(asked().body)).toEqual({ query: 'moons of Mars', max_results: 3 });
    expect(answer).toEqual({
      results: [{ title: 'Moons', url: 'https://a.org/', snippet: 'Two moons.', date: '2024-05-01' }],
      answer: 'Two.',
    });
  });

  it('answer: null → none', async () => {
    expect(await ask('tavily', { body: { answer: null, results: [] } })).toEqual({ results: [] });
  });

  it.each([432, 433])(
    'status %i, its own for used-up plans → search_quota, not retryable',
    async (status) => {
      await expect(ask('tavily', { status, body: {} })).rejects.toMatchObject({
        code: 'search_quota',
        retryable: false,
      });
    },
  );
});

describe('brave', () => {
  it('request and answer → as its documentation has them', async () => {
    const description = 'The <strong>moons</strong> of &quot;Mars&quot; &amp; more: 1 &lt; 2, it&#x27;s';
    const answer = await ask('brave', {
      body: {
        type: 'search',
        web: { results: [{ title: 'Moons', url: 'https://a.org/', description, age: '2 days ago' }] },
      },
    });
    const url = new URL(asked().url, 'http://x');
    expect(asked().method).toBe('GET');
    expect(url.pathname).toBe('/res/v1/web/search');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      q: 'moons of Mars',
      count: '3',
      text_decorations: 'false',
    });
    expect(asked().headers['x-subscription-token']).toBe(KEY);
    expect(answer.results).toEqual([
      {
        title: 'Moons',
        url: 'https://a.org/',
        snippet: 'The moons of "Mars" & more: 1 < 2, it\'s',
        date: '2 days ago',
      },
    ]);
  });

  it('a search without results has no web → no results', async () => {
    expect(await ask('brave', { body: { type: 'search', query: {} } })).toEqual({ results: [] });
  });

  it('422 that names the token → search_key_refused', async () => {
    const body = { type: 'ErrorResponse', error: { code: 'SUBSCRIPTION_TOKEN_INVALID', status: 422 } };
    await expect(ask('brave', { status: 422, body })).rejects.toMatchObject({ code: 'search_key_refused' });
  });
});

describe.each([
  ['serper', 'SERPER_API_KEY'],
  ['tavily', 'TAVILY_API_KEY'],
  ['brave', 'BRAVE_API_KEY'],
] as [Name, string][])('every provider: %s', (provider, variable) => {
  it('no key → no_search_key that names the variable, nothing asked', async () => {
    const error = await ask(provider, { body: {} }, { apiKey: ' ' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'no_search_key',
      blame: 'user',
      retryable: false,
      remedy: expect.stringContaining(variable),
    });
    expect(server?.requests).toEqual([]);
  });

  it.each([401, 403])(
    'status %i → search_key_refused that names the variable, not the key',
    async (status) => {
      const body = { message: `Unauthorized: ${KEY}` };
      const error = await ask(provider, { status, body }).catch((caught: unknown) => caught as Error);
      expect(error).toMatchObject({
        code: 'search_key_refused',
        retryable: false,
        remedy: expect.stringContaining(variable),
      });
      expect(JSON.stringify([error, String(error)])).not.toContain(KEY);
    },
  );

  it('status 429 → search_quota, retryable, with the time asked for', async () => {
    const answer = { status: 429, headers: { 'retry-after': '2' }, body: {} };
    await expect(ask(provider, answer)).rejects.toMatchObject({
      code: 'search_quota',
      retryable: true,
      retryAfterMs: 2000,
    });
  });

  it.each([
    [500, true],
    [503, true],
    [404, false],
    [302, false],
  ])(
    'status %i → http_status, retryable %s; redirects are not followed with the key',
    async (status, retryable) => {
      const answer = { status, headers: { location: '/elsewhere' }, body: {} };
      await expect(ask(provider, answer)).rejects.toMatchObject({ code: 'http_status', retryable });
      expect(server?.requests).toHaveLength(1);
    },
  );

  it.each(['<html>login</html>', '[]', '{"error":"x"}', 'null', ''])(
    'answer %j → search_bad_answer',
    async (body) => {
      await expect(ask(provider, { body })).rejects.toMatchObject({
        code: 'search_bad_answer',
        retryable: true,
      });
    },
  );

  it('answer that does not end → too_large', async () => {
    await expect(ask(provider, { body: `"${'x'.repeat(6_000_000)}"` })).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('base URL with a path, of a gateway → kept', async () => {
    const bodies = { serper: { organic: [] }, tavily: { results: [] }, brave: { type: 'search' } };
    await ask(provider, { body: bodies[provider] }, { path: '/gateway/v2/' });
    expect(asked().url).toMatch(/^\/gateway\/v2\/(search|res\/v1\/web\/search\?.*)$/);
  });

  it('abort while the provider thinks → cancelled, and the request is closed', async () => {
    const controller = new AbortController();
    server = await startServer(() => controller.abort());
    const search = createSearchProvider({ provider, apiKey: KEY, url: server.url }, { timeoutMs: 10_000 });
    await expect(search.search({ query: 'x', count: 1, signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await server.brokenOff;
  });

  it('a provider that hangs → timeout, retryable', async () => {
    server = await startServer(() => undefined);
    const search = createSearchProvider({ provider, apiKey: KEY, url: server.url }, { timeoutMs: 100 });
    const signal = new AbortController().signal;
    await expect(search.search({ query: 'x', count: 1, signal })).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
  });
});
