import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { McpServer, McpToolPolicy } from '../../contracts/mcp';
import { auditRun } from '../../client/audit/audit-run';
import { reExecuteClaims } from '../../client/audit/re-execute';
import { accountsBalance } from '../../core/accounts';
import { exportRun } from '../../client/sdk/export-run';
import { fetchChain } from '../../learning/histories/fetch-chain';
import { readRunHistory } from '../../learning/histories/run-history';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { temporaryFolder } from '../support/temporary-folder';
import type { Testbed, TestRunOptions } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { fixture, linesOf } from '../tools/mcp/mcp-bed';
import { answer, actorAndPredictor } from './conversation';
import { startMcpTestbed } from './mcp-testbed';

const READ: McpToolPolicy = { confirmed: true, effect: 'read', egress: 'none' };
const DISCOVERED = { tools: 'discovered' as const };

const shop = (tool: string, item: string) => ({ calls: [{ tool: `shop__${tool}`, arguments: { item } }] });

const SCRIPT: SimulationScriptInput = {
  models: actorAndPredictor({ actorMs: 600, predictorMs: 30 }),
  conversations: [
    {
      id: 'errand',
      match: 'errand',
      turns: [
        shop('count', 'tea'),
        shop('buy', 'tea'),
        shop('count', 'tea'),
        shop('count', 'milk'),
        answer('done'),
      ],
    },
    {
      id: 'inventory',
      match: 'inventory',
      turns: [shop('count', 'tea'), shop('count', 'milk'), answer('done')],
    },
    { id: 'broken', match: 'broken', turns: [shop('count', ''), shop('sell', 'tea'), answer('neither')] },
  ],
};

const startBed = (
  servers: Record<string, McpServer>,
  policy: Record<string, McpToolPolicy>,
): Promise<Testbed> => startMcpTestbed({ servers, policy, script: SCRIPT });

interface Execution {
  tool: string;
  args: { item: string };
  pid: number;
}

describe('a run with MCP tools on a real server', () => {
  const folder = temporaryFolder();
  const stock = path.join(folder, 'stock.json');
  const log = path.join(folder, 'log');
  let bed: Testbed;

  beforeAll(async () => {
    const env = { SHOP_FILE: stock, SHOP_LOG: log, SHOP_DELAY_MS: '200' };
    bed = await startBed({ shop: fixture('shop-stdio', env) }, { shop__count: READ });
  });
  afterAll(async () => {
    await bed?.context.toolset.close();
    await bed?.stop();
  });
  beforeEach(() => {
    writeFileSync(stock, '{"tea":2}');
    writeFileSync(log, '');
  });

  const run = (question: string, options: TestRunOptions = {}) =>
    bed.run(question, { ...options, change: { ...DISCOVERED, ...options.change } });
  const executions = (): Execution[] => linesOf<Execution>(log);
  const previews = (outcome: Awaited<ReturnType<typeof run>>): string[] =>
    outcome.steps.flatMap(({ calls }) => calls.map(({ preview }) => preview));

  it('baseline → answered by the servers, nothing ahead', async () => {
    const outcome = await run('errand', { arm: 'baseline' });
    expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
    expect(previews(outcome)).toEqual(['2 of tea', 'bought tea, now 3', '3 of tea', '0 of milk']);
    expect(executions()).toHaveLength(4);
  });

  it.each([0, 1])(
    'speculate, lookahead %d → the same transcript, confirmed reads ahead, a write that calls itself read-only never',
    async (lookahead) => {
      const baseline = await run('errand', { arm: 'baseline' });
      writeFileSync(stock, '{"tea":2}');
      writeFileSync(log, '');
      const outcome = await run('errand', { speculation: { lookahead } });
      expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
      expect(outcome.transcript.id).toBe(baseline.transcript.id);
      expect(outcome.accounts).toMatchObject({ eligibleCalls: 3, lossyHits: 0 });
      expect(outcome.accounts.hits).toBeGreaterThanOrEqual(2);
      expect(outcome.accounts.refused.not_read_only).toBeGreaterThanOrEqual(1);
      expect(accountsBalance(outcome.accounts)).toEqual([]);
      expect(executions().filter(({ tool }) => tool === 'buy')).toHaveLength(1);
    },
  );

  it('exported as a trace → all tools that the servers listed, with what the policy says of each', async () => {
    const handle = await bed.startRun('errand', { arm: 'baseline', change: DISCOVERED });
    await handle.result();
    const { client, context } = bed;
    const { tools } = await exportRun({ client, store: context.store, workflowId: handle.workflowId });
    expect(tools).toEqual(
      ['buy', 'count', 'print', 'refuse', 'show'].map((name) => ({
        name: `shop__${name}`,
        read_only: name === 'count',
      })),
    );
  });

  it('what does not fit the server’s schema, a tool that is not there → told to the model, never sent', async () => {
    const outcome = await run('broken', { arm: 'baseline' });
    expect(outcome).toMatchObject({ status: 'answered', answer: 'neither' });
    const codes = outcome.steps.flatMap(({ calls }) => calls.map(({ code }) => code));
    expect(codes).toEqual(['invalid_arguments', 'unknown_tool']);
    expect(executions()).toEqual([]);
  });

  it.each(['baseline', 'speculate'] as const)(
    '%s, kill -9 of the server in the middle of a read → the same transcript, the write once',
    async (arm) => {
      const undisturbed = await run('errand', { arm: 'baseline' });
      writeFileSync(stock, '{"tea":2}');
      writeFileSync(log, '');
      const handle = await bed.startRun('errand', { arm, change: DISCOVERED });
      const [first] = await waitFor('the first call', () => executions().length > 0 && executions());
      process.kill(first!.pid, 'SIGKILL');
      const outcome = await handle.result();
      expect(outcome).toMatchObject({ status: 'answered', answer: 'done' });
      expect(outcome.transcript.id).toBe(undisturbed.transcript.id);
      expect(accountsBalance(outcome.accounts)).toEqual([]);
      expect(executions().filter(({ tool }) => tool === 'buy')).toHaveLength(1);
    },
  );

  it('kill -9 of the server in the middle of the write → outcome_unknown, not repeated', async () => {
    const handle = await bed.startRun('errand', { arm: 'baseline', change: DISCOVERED });
    const buy = await waitFor('the write', () => executions().find(({ tool }) => tool === 'buy'));
    process.kill(buy.pid, 'SIGKILL');
    const outcome = await handle.result();
    const codes = outcome.steps.flatMap(({ calls }) => calls.map(({ code }) => code));
    expect(codes).toEqual([undefined, 'outcome_unknown', undefined, undefined]);
    expect(outcome.status).toBe('answered');
    expect(executions().filter(({ tool }) => tool === 'buy')).toHaveLength(1);
  });

  it('continue as new in between → the same catalogue, opened once', async () => {
    const handle = await bed.startRun('errand', {
      arm: 'baseline',
      change: { ...DISCOVERED, maxHistoryEvents: 20 },
    });
    const outcome = await handle.result();
    expect(previews(outcome)).toEqual(['2 of tea', 'bought tea, now 3', '3 of tea', '0 of milk']);
    const histories = await chainOf(bed, handle.workflowId);
    const opened = histories.map((types) => types.filter((type) => type === 'openTools').length);
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.toSorted()).toEqual([...Array<number>(opened.length - 1).fill(0), 1]);
  });
});

describe('an audit of a run with a pure MCP tool', () => {
  const stock = path.join(temporaryFolder(), 'stock.json');
  let bed: Testbed;

  beforeAll(async () => {
    writeFileSync(stock, '{"tea":2}');
    bed = await startBed(
      { shop: fixture('shop-stdio', { SHOP_FILE: stock, SHOP_DELAY_MS: '200' }) },
      { shop__count: { ...READ, effect: 'pure' } },
    );
  });
  afterAll(async () => {
    await bed?.context.toolset.close();
    await bed?.stop();
  });

  it('re-executed with the tools that the run had opened → equal; a changed answer is found', async () => {
    const handle = await bed.startRun('inventory', { change: DISCOVERED });
    const { hits } = (await handle.result()).accounts;
    expect(hits).toBeGreaterThan(0);
    const { store, config } = bed.context;
    const { workflowId } = handle;
    const chain = await fetchChain(bed.client, workflowId);
    const { run, audit } = await auditRun(readRunHistory(workflowId, chain), store);
    expect(audit.findings).toEqual([]);
    const executor = { client: bed.client, queuePrefix: config.temporal.queuePrefix };
    expect(await reExecuteClaims(run!, executor)).toEqual({ executed: hits, findings: [] });
    writeFileSync(stock, '{"tea":7,"milk":7}');
    const { findings } = await reExecuteClaims(run!, executor);
    expect(findings.map(({ kind }) => kind)).toEqual(Array(hits).fill('reexecution_differs'));
  });
});

describe('a run whose confirmed tools count as unnamed', () => {
  const servers = (stateful: boolean): Record<string, McpServer> => ({
    shop: { ...fixture('shop-stdio', { SHOP_FILE: stock }), ...(stateful ? { stateful } : {}) },
  });
  const stock = path.join(temporaryFolder(), 'stock.json');
  let bed: Testbed | undefined;

  beforeEach(() => writeFileSync(stock, '{"tea":2}'));
  afterEach(async () => {
    await bed?.context.toolset.close();
    await bed?.stop();
    bed = undefined;
  });

  it.each([
    ['their server remembers', servers(true), READ],
    ['they are not what was confirmed', servers(false), { ...READ, fingerprint: 'of-another-day' }],
  ])(
    '%s → nothing ahead, an audit without findings, no read-only tool in the trace',
    async (_, own, policy) => {
      bed = await startBed(own, { shop__count: policy });
      const { client, context } = bed;
      const { store } = context;
      const handle = await bed.startRun('inventory', { change: { ...DISCOVERED, maxHistoryEvents: 20 } });
      const { accounts } = await handle.result();
      const { workflowId } = handle;
      expect(accounts).toMatchObject({ eligibleCalls: 0, outcomes: { launched: 0 } });
      const history = readRunHistory(workflowId, await fetchChain(client, workflowId));
      expect(history.parts.length).toBeGreaterThan(1);
      expect((await auditRun(history, store)).audit.findings).toEqual([]);
      const { tools } = await exportRun({ client, store, workflowId });
      expect(tools?.filter((tool) => tool.read_only !== false)).toEqual([]);
      expect(tools).toHaveLength(5);
    },
  );
});

describe('a run whose MCP server is not there', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await startBed({ ghost: { command: 'no-such-program-here' } }, {});
  });
  afterAll(() => bed?.stop());

  it.each(['baseline', 'speculate'] as const)(
    '%s → failed before any model is asked, naming it',
    async (arm) => {
      const outcome = await bed.run('errand', { arm, change: DISCOVERED });
      expect(outcome).toMatchObject({
        status: 'failed',
        error: {
          code: 'mcp_unavailable',
          message: expect.stringMatching(
            /MCP server ghost \(command no-such-program-here\) cannot be opened/,
          ),
          remedy: expect.stringMatching(/mcpServers/),
        },
      });
      expect(bed.models.requests).toEqual([]);
    },
  );
});

/** Types of the activities in each history of a chain. */
async function chainOf(bed: Testbed, workflowId: string): Promise<string[][]> {
  const found: string[][] = [];
  let runId: string | undefined;
  for (let round = 0; round < 20; round += 1) {
    const history = await bed.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    found.push(
      events.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []),
    );
    const before = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!before) return found;
    runId = before;
  }
  return found;
}
