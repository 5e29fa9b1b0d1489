import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { McpToolPolicy } from '../../../contracts/mcp';
import { waitFor } from '../../support/wait-for';
import { fixture, linesOf, mcpBeds, READ, startHttpShop, textOf, type McpBed } from './mcp-bed';

const { folder, bedOf, file } = mcpBeds();

const pidsOf = (log: string): number[] => [...new Set(linesOf<{ pid: number }>(log).map(({ pid }) => pid))];
const methodsOf = (log: string): string[] => linesOf<{ method: string }>(log).map(({ method }) => method);

describe('MCP toolset over stdio', () => {
  it('a server that is well → its tools under its name, called with what it wants, errors as outcomes', async () => {
    const bed = bedOf({ servers: { shop: fixture('shop-stdio', { SHOP_FILE: file('stock') }) } });
    const tools = await bed.begin();
    expect(tools.list().map(({ name }) => name)).toEqual([
      'shop__buy',
      'shop__count',
      'shop__print',
      'shop__refuse',
      'shop__show',
    ]);
    expect(await bed.call(tools, 'shop__buy', { item: 'tea' })).toEqual({
      ok: true,
      text: 'bought tea, now 1',
    });
    expect(await bed.call(tools, 'shop__count', { item: 'tea' })).toEqual({ ok: true, text: '1 of tea' });
    expect(await bed.call(tools, 'shop__refuse', { item: 'tea' })).toEqual({
      ok: false,
      code: 'mcp_tool_error',
      message: 'we are closed',
      retryable: false,
    });
    expect(tools.find('shop__count')?.parameters.parse({ item: '' }).ok).toBe(false);
    expect(tools.find('shop__count')?.parameters.parse({}).ok).toBe(false);
  });

  it('pictures, resources, links, structured content → a text; bytes in the store', async () => {
    const bed = bedOf({ servers: { shop: fixture('shop-stdio') } });
    const outcome = await bed.call(await bed.begin(), 'shop__show', {});
    const lines = textOf(outcome).split('\n');
    expect(lines[0]).toBe('the shop');
    expect(lines[1]).toMatch(/^\[image · image\/png · \d+ bytes · not shown, stored as [0-9a-f]{12}\]$/);
    expect(lines.slice(2)).toEqual([
      '[resource shop://sign · text/plain]',
      'OPEN',
      '[resource list · shop://list · text/csv]',
      '{"open":true}',
    ]);
  });

  it('a text beyond what the model is shown → cut, and said', async () => {
    const bed = bedOf({ servers: { shop: fixture('shop-stdio') } });
    const outcome = await bed.call(await bed.begin(), 'shop__print', { chars: 5_000 }, { maxChars: 1_000 });
    expect(outcome).toMatchObject({ ok: true, truncated: true });
    expect(textOf(outcome)).toHaveLength(1_000);
    expect(textOf(outcome)).toMatch(/5000 characters in all; ask for a smaller part\]$/);
  });

  it('many calls, real and ahead → one process each', async () => {
    const log = file('log');
    const bed = bedOf({
      servers: { shop: fixture('shop-stdio', { SHOP_LOG: log }) },
      policy: { shop__count: READ },
    });
    const tools = await bed.begin();
    const calls = Array.from({ length: 8 }, (_, index) =>
      bed.call(tools, 'shop__count', { item: `i${index}` }, { ahead: index % 2 === 0 }),
    );
    const texts = (await Promise.all(calls)).map(textOf);
    expect(texts).toEqual(Array.from({ length: 8 }, (_, index) => `0 of i${index}`));
    expect(pidsOf(log)).toHaveLength(2);
  });

  it('variables → filled in by the worker; a missing one → named', async () => {
    const { args = [], ...rest } = fixture('shop-stdio');
    const servers = {
      shop: { ...rest, args: args.map((arg) => arg.replace('shop-stdio', '${WHICH}-${HOW:-stdio}')) },
    };
    const bed = bedOf({ servers, environment: { WHICH: 'shop' } });
    expect((await bed.discover()).catalogue.tools).toHaveLength(5);
    await expect(bedOf({ servers, environment: {} }).discover()).rejects.toMatchObject({
      code: 'mcp_variable_missing',
      message: 'MCP server shop needs WHICH, which the environment of this worker does not have',
    });
  });
});

describe('MCP servers that are not there', () => {
  it('no such program → server, command and remedy, no other attempt', async () => {
    const bed = bedOf({ servers: { ghost: { command: 'no-such-program-here', cwd: folder } } });
    await expect(bed.discover()).rejects.toMatchObject({
      code: 'mcp_unavailable',
      blame: 'user',
      retryable: false,
      message: expect.stringMatching(
        /^MCP server ghost \(command no-such-program-here\) cannot be opened: there is no/,
      ),
      remedy: expect.stringMatching(/command and cwd in mcpServers/),
    });
  });

  it('a program that ends at once → what it wrote', async () => {
    const server = {
      command: process.execPath,
      args: ['-e', 'console.error("licence expired"); process.exit(3)'],
    };
    await expect(bedOf({ servers: { brief: server } }).discover()).rejects.toMatchObject({
      code: 'mcp_unavailable',
      retryable: true,
      message: expect.stringMatching(
        /MCP server brief .* it ended before it answered; it wrote: licence expired/,
      ),
    });
  });

  it('a program that never answers → the time limit, and it is ended', async () => {
    const pidFile = file('pid');
    const script = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const server = { command: process.execPath, args: ['-e', script], startTimeoutMs: 1_000 };
    await expect(bedOf({ servers: { mute: server } }).discover()).rejects.toMatchObject({
      message: expect.stringMatching(/no answer within 1 s/),
      remedy: expect.stringMatching(/startTimeoutMs/),
    });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await waitFor('its end', () => !isAlive(pid));
  });

  it('nobody at the address → address without its query, and remedy', async () => {
    const gone = await startHttpShop();
    gone.child.kill('SIGKILL');
    await waitFor('its end', () => gone.child.signalCode !== null);
    const url = `http://127.0.0.1:${gone.port}/mcp`;
    await expect(bedOf({ servers: { far: { url: `${url}?key=hidden` } } }).discover()).rejects.toMatchObject({
      code: 'mcp_unavailable',
      retryable: true,
      message: `MCP server far (address ${url}) cannot be opened: nobody listens there (ECONNREFUSED)`,
    });
  });

  it('an address that is none → told, no other attempt', async () => {
    const bed = bedOf({ servers: { far: { url: '${HOST}/mcp' } }, environment: { HOST: 'ftp://x' } });
    await expect(bed.discover()).rejects.toMatchObject({ code: 'mcp_unavailable', retryable: false });
  });

  it('a server that is not required → the others, and the trouble told', async () => {
    const bed = bedOf({
      servers: { ghost: { command: 'no-such-program-here', required: false }, shop: fixture('shop-stdio') },
    });
    const { catalogue, troubles } = await bed.discover();
    expect(catalogue.tools).toHaveLength(5);
    expect(troubles).toEqual([{ server: 'ghost', code: 'mcp_unavailable', message: expect.any(String) }]);
  });
});

describe('MCP servers that misbehave', () => {
  const odd = (env: Record<string, string>, policy: Record<string, McpToolPolicy> = {}): McpBed =>
    bedOf({ servers: { odd: fixture('odd-stdio', env) }, policy });

  it('broken schemas → these tools left out, each with its reason', async () => {
    const { catalogue, troubles } = await odd({}).discover();
    expect(catalogue.tools.map(({ tool }) => tool)).toEqual([
      'bare',
      'change',
      'die',
      'echo',
      'flood',
      'hang',
    ]);
    expect(troubles.map(({ tool, code }) => [tool, code])).toEqual([
      ['broken', 'tool_schema_invalid'],
      ['later', 'mcp_tool_tasks_only'],
      ['listy', 'tool_schema_invalid'],
    ]);
  });

  it('structured content that only wraps the text → the text once; another one → beside it', async () => {
    const bed = odd({});
    const tools = await bed.begin();
    expect(textOf(await bed.call(tools, 'odd__echo', { a: 1 }))).toBe('{"a":1}');
    expect(textOf(await bed.call(tools, 'odd__echo', { wrap: 'other' }))).toBe(
      '{"wrap":"other"}\n{"result":"other"}',
    );
  });

  it('a call that hangs, cancelled → its reason is thrown, and the server is told', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log });
    const tools = await bed.begin();
    const controller = new AbortController();
    const call = bed.call(tools, 'odd__hang', {}, { signal: controller.signal });
    call.catch(() => undefined);
    await waitFor('the call', () => methodsOf(log).includes('tools/call'));
    controller.abort(new Error('nobody waits'));
    await expect(call).rejects.toThrow('nobody waits');
    const told = await waitFor('the notification', () =>
      linesOf<{ method: string; params: object }>(log).find(
        ({ method }) => method === 'notifications/cancelled',
      ),
    );
    const { id } = linesOf<{ method: string; id: number }>(log).find(
      ({ method }) => method === 'tools/call',
    )!;
    expect(told.params).toMatchObject({ requestId: id });
    expect(textOf(await bed.call(tools, 'odd__echo', { a: 1 }))).toBe('{"a":1}');
    expect(pidsOf(log)).toHaveLength(1);
  });

  it('a write that hangs → outcome_unknown at its time limit; a read → the limit is told by whoever set it', async () => {
    const bed = odd({}, { odd__hang: { ...READ, effect: 'write' } });
    const late = (): AbortSignal => AbortSignal.timeout(500);
    expect(await bed.call(await bed.begin(), 'odd__hang', {}, { signal: late() })).toMatchObject({
      ok: false,
      code: 'outcome_unknown',
      message: expect.stringMatching(/odd__hang was called, but whether it took effect is unknown/),
    });
    const reader = odd({}, { odd__hang: READ });
    const call = reader.begin().then((tools) => reader.call(tools, 'odd__hang', {}, { signal: late() }));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('a server that answers nobody any more, a ping neither → ended, and another one started', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log, ODD_DEAF: '1' }, { odd__hang: READ });
    const tools = await bed.begin();
    const late = bed.call(tools, 'odd__hang', {}, { signal: AbortSignal.timeout(300) });
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
    const [first] = pidsOf(log);
    await waitFor('its end', () => !isAlive(first!));
    expect(textOf(await bed.call(tools, 'odd__echo', {}))).toBe('{}');
    expect(pidsOf(log)).toHaveLength(2);
  });

  it('a server that dies in a write → outcome_unknown, executed once; the next call → another process', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log, ODD_MARK: file('mark') });
    const tools = await bed.begin();
    expect(await bed.call(tools, 'odd__die', {})).toMatchObject({ ok: false, code: 'outcome_unknown' });
    expect(methodsOf(log).filter((method) => method === 'tools/call')).toHaveLength(1);
    expect(textOf(await bed.call(tools, 'odd__echo', {}))).toBe('{}');
    expect(pidsOf(log)).toHaveLength(2);
  });

  it('a server that dies in a read → asked again on another connection', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log, ODD_MARK: file('mark') }, { odd__die: READ });
    const tools = await bed.begin();
    expect(await bed.call(tools, 'odd__die', {})).toEqual({ ok: true, text: 'alive' });
    expect(pidsOf(log)).toHaveLength(2);
  });

  it('a server that dies in a read again and again → told after three times, other calls go on', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log }, { odd__die: READ });
    const tools = await bed.begin();
    expect(await bed.call(tools, 'odd__die', {})).toMatchObject({
      ok: false,
      code: 'mcp_unavailable',
      message: expect.stringMatching(/^MCP server odd was lost 3 times in this call of die/),
      retryable: false,
    });
    expect(methodsOf(log).filter((method) => method === 'tools/call')).toHaveLength(3);
    expect(textOf(await bed.call(tools, 'odd__echo', {}))).toBe('{}');
  });

  it('killed between two calls → the next one opens another process, with a pause once it fails again', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log }, { odd__echo: READ });
    const tools = await bed.begin();
    await bed.call(tools, 'odd__echo', {});
    process.kill(pidsOf(log)[0]!, 'SIGKILL');
    expect(textOf(await bed.call(tools, 'odd__echo', { again: true }))).toBe('{"again":true}');
    expect(pidsOf(log)).toHaveLength(2);
  });

  it('an answer that is too large → too_large for a read, outcome_unknown for a write, and the server is of use again', async () => {
    const reader = odd({}, { odd__flood: READ });
    const tools = await reader.begin();
    expect(await reader.call(tools, 'odd__flood', {})).toMatchObject({ ok: false, code: 'too_large' });
    expect(textOf(await reader.call(tools, 'odd__echo', {}))).toBe('{}');
    const writer = odd({});
    expect(await writer.call(await writer.begin(), 'odd__flood', {})).toMatchObject({
      code: 'outcome_unknown',
    });
  });

  it('a tool that changes while a run goes on → not called any more, and why', async () => {
    const log = file('log');
    const bed = odd({ ODD_LOG: log });
    const tools = await bed.begin();
    await bed.call(tools, 'odd__change', {});
    await waitFor(
      'the new list',
      () => methodsOf(log).filter((method) => method === 'tools/list').length > 2,
    );
    const outcome = await waitFor('the change', async () => {
      const said = await bed.call(tools, 'odd__echo', {});
      return said.ok ? undefined : said;
    });
    expect(outcome).toMatchObject({
      code: 'mcp_tool_changed',
      message: expect.stringMatching(/server odd has changed its tool echo since this run began/),
    });
    // Another run takes it as it is now.
    expect(textOf(await bed.call(await bed.begin(), 'odd__echo', {}))).toBe('{}');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
