import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoFolder } from '../../../client/demo/demo-world';
import { startLocalWeb, type LocalWeb } from '../../../client/demo/local-web';
import { createSerper } from '../../../tools/web/serper';

describe('local web', () => {
  let web: LocalWeb;

  beforeAll(async () => {
    web = await startLocalWeb({ folder: join(demoFolder(), 'web'), timeScale: 0, seed: 1 });
  });
  afterAll(() => web.close());

  const search = (query: string, count = 10) =>
    createSerper({ apiKey: 'any', url: web.url, timeoutMs: 5_000 }).search({
      query,
      count,
      signal: AbortSignal.timeout(5_000),
    });

  it('search: through the Serper client → the page that fits best comes first', async () => {
    const { results } = await search('Skarvholm lighthouse first lit automated');
    expect(results[0]).toMatchObject({
      title: 'Skarvholm lighthouse',
      url: `${web.url}/skarvholm-lighthouse.html`,
    });
    expect(results.length).toBeGreaterThan(1);
  });

  it('search: at most so many → no more', async () => {
    expect((await search('Veldmark', 2)).results).toHaveLength(2);
  });

  it('search: words that no page has → no results', async () => {
    expect((await search('zyzzyva')).results).toEqual([]);
  });

  it('page: of a result → its HTML', async () => {
    const response = await fetch(`${web.url}/vat-veldmark.html`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('the standard rate was 17.5 %');
  });

  it.each(['ostrand-bridge-archive.html', '..%2Fscript.yaml', ''])(
    'page: %s, not there → 404',
    async (name) => {
      expect((await fetch(`${web.url}/${name}`)).status).toBe(404);
    },
  );

  it('search: a body that is no query → 400', async () => {
    const response = await fetch(`${web.url}/search`, { method: 'POST', body: 'not json' });
    expect(response.status).toBe(400);
  });
});
