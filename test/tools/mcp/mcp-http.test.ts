import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../../support/wait-for';
import { linesOf, mcpBeds, READ, startHttpShop, textOf } from './mcp-bed';

const { bedOf, file } = mcpBeds();

describe('MCP toolset over streamable HTTP', () => {
  it('a server that is restarted → a call in between fails, the next one is answered', async () => {
    const env = { SHOP_FILE: file('stock'), SHOP_TOKEN: 'opensesame' };
    writeFileSync(env.SHOP_FILE, '{"tea":3}');
    const first = await startHttpShop(env);
    const url = `http://127.0.0.1:${first.port}/mcp`;
    const headers = { authorization: 'Bearer ${SHOP_TOKEN}' };
    const bed = bedOf({
      servers: { shop: { url, headers } },
      policy: { shop__count: READ },
      environment: { SHOP_TOKEN: env.SHOP_TOKEN },
    });
    const tools = await bed.begin();
    expect(textOf(await bed.call(tools, 'shop__count', { item: 'tea' }))).toBe('3 of tea');
    first.child.kill('SIGKILL');
    await waitFor('its end', () => first.child.signalCode !== null);
    expect(await bed.call(tools, 'shop__buy', { item: 'tea' })).toMatchObject({
      ok: false,
      code: 'mcp_unavailable',
      message: expect.stringMatching(/^shop__buy was not executed/),
    });
    await expect(bed.call(tools, 'shop__count', { item: 'tea' })).rejects.toMatchObject({
      code: 'mcp_unavailable',
      blame: 'system',
      retryable: true,
    });
    const second = await startHttpShop(env, first.port);
    expect(textOf(await bed.call(tools, 'shop__count', { item: 'tea' }))).toBe('3 of tea');
    second.child.kill('SIGKILL');
  });

  it('killed in the middle of a call → a write is unknown, a read fails soon and not at its time limit', async () => {
    const log = file('log');
    const shop = await startHttpShop({ SHOP_LOG: log, SHOP_DELAY_MS: '20000' });
    const bed = bedOf({
      servers: { shop: { url: `http://127.0.0.1:${shop.port}/mcp` } },
      policy: { shop__count: READ },
    });
    const tools = await bed.begin();
    const write = bed.call(tools, 'shop__buy', { item: 'tea' }, { signal: AbortSignal.timeout(60_000) });
    const read = bed.call(tools, 'shop__count', { item: 'tea' }, { signal: AbortSignal.timeout(60_000) });
    read.catch(() => undefined);
    await waitFor('both calls', () => linesOf(log).length === 2);
    shop.child.kill('SIGKILL');
    expect(await write).toMatchObject({ ok: false, code: 'outcome_unknown' });
    await expect(read).rejects.toMatchObject({ code: 'mcp_unavailable' });
  });

  it('refused → told as such; not here → told as such', async () => {
    const shop = await startHttpShop({ SHOP_TOKEN: 'opensesame' });
    const url = `http://127.0.0.1:${shop.port}`;
    await expect(bedOf({ servers: { shop: { url: `${url}/mcp` } } }).discover()).rejects.toMatchObject({
      blame: 'user',
      message: expect.stringMatching(/it refuses us \(401\)/),
    });
    const headers = { authorization: 'Bearer opensesame' };
    await expect(
      bedOf({ servers: { shop: { url: `${url}/else`, headers } } }).discover(),
    ).rejects.toMatchObject({
      blame: 'user',
      message: expect.stringMatching(/there is no MCP endpoint \(404\)/),
    });
    shop.child.kill('SIGKILL');
  });

  it('an answer that is too large → too_large', async () => {
    const shop = await startHttpShop();
    const bed = bedOf({
      servers: { shop: { url: `http://127.0.0.1:${shop.port}/mcp` } },
      policy: { shop__print: READ },
    });
    const outcome = await bed.call(await bed.begin(), 'shop__print', { chars: 2_000_000 });
    expect(outcome).toMatchObject({ ok: false, code: 'too_large' });
    shop.child.kill('SIGKILL');
  });
});
