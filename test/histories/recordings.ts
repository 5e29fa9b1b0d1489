import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import type { GateSettings } from '../../contracts/gate';
import { SIGNALS } from '../../contracts/names';
import type { ConversationUser } from '../../contracts/user';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { fixture, READ } from '../tools/mcp/mcp-bed';
import { BatchBed } from '../workflows/batch-bed';
import { answer, calling, conversation, look, actorAndPredictor, msOf } from '../workflows/conversation';
import { startMcpTestbed } from '../workflows/mcp-testbed';

const wrong = (turn: ReturnType<typeof look>, guess: ReturnType<typeof look>) => ({
  ...turn,
  wrong: [{ calls: guess.calls ?? [] }],
});

const SCRIPT = (accuracy: number) => ({
  models: actorAndPredictor({ actorMs: 700, predictorMs: 20, accuracy, tailFraction: 0.6 }),
  conversations: [
    conversation('plain', [look('a'), calling(['look', 'b'], ['compute', 'c']), answer('done')]),
    conversation('diverging', [wrong(look('a'), look('x 10ms')), wrong(look('b'), look('y 5000ms')), answer('done')]),
    conversation('slow', [look('a 1500ms'), look('b'), answer('done')]),
    conversation('writing', [look('a'), calling(['look', 'b'], ['send', 'c 100ms'], ['look', 'd']), look('a'), answer('done')]),
    conversation('talking', [{ text: 'Which one?' }, look('a'), look('b'), { text: 'It is there. Anything else?' }]),
    { ...conversation('stopped', [look('a 20000ms'), answer('never')]), lastAnswer: 'FINAL ANSWER: so far' },
  ],
});

const shop = (tool: string, item: string) => ({ calls: [{ tool: `shop__${tool}`, arguments: { item } }] });

const MCP_SCRIPT = {
  models: SCRIPT(1).models,
  conversations: [
    { id: 'errand', match: 'errand', turns: [shop('count', 'tea'), shop('buy', 'tea'), shop('count', 'tea'), answer('done')] },
  ],
};

/** The value gate where seconds are worth much: unproven guesses are launched, too. */
const DEAR_SECONDS: GateSettings = {
  rule: 'value',
  lambdaUsdPerSecond: 1,
  executionUsdPerSecond: 0.0025,
  disclosureUsd: 0.0005,
  queueingSeconds: 0,
  defaultMode: 'live',
  modes: { compute: 'shadow' },
};

/** A history by its name, as a file of this folder holds it. */
export type Recorded = Map<string, WorkflowHandle>;

/** A world and the runs that are recorded in it, against a real server. */
export interface Recording {
  name: string;
  startBed(): Promise<Testbed>;
  record(bed: Testbed): Promise<Recorded>;
}

async function recordTestTools(bed: Testbed): Promise<Recorded> {
  const recorded: Recorded = new Map();
  const run = async (name: string, question: string, options: Parameters<Testbed['startRun']>[1]): Promise<void> => {
    const handle = await bed.startRun(question, options);
    await handle.result();
    recorded.set(name, handle);
  };
  await run('baseline', 'plain', { arm: 'baseline' });
  await run('right', 'plain', { speculation: { lookahead: 1 } });
  await run('write', 'writing', { speculation: { lookahead: 1 } });
  await run('value-gate', 'plain', { speculation: { lookahead: 1, gate: DEAR_SECONDS } });
  // A joined execution ends after the actor's decision: earlier versions asked ahead for what the run asked itself.
  await run('doubles', 'slow', { speculation: { lookahead: 1, doubles: undefined } });
  await run('doubles-avoided', 'slow', { speculation: { lookahead: 1 } });
  await continued(bed, recorded);
  await stopped(bed, recorded);
  await batch(bed, recorded);
  await batchOfGrants(bed, recorded);
  await learned(bed, recorded);
  await run('conversation', 'talking', { change: { user: 'toolset' }, speculation: { lookahead: 1 } });
  bed.models.setScript(SCRIPT(0));
  await run('wrong-lookahead-2', 'diverging', { speculation: { lookahead: 2 } });
  return recorded;
}

/** A run in two parts: the history of each. */
async function continued(bed: Testbed, recorded: Recorded): Promise<void> {
  const handle = await bed.startRun('plain', {
    change: { maxHistoryEvents: 12 },
    speculation: { lookahead: 1 },
  });
  const { runId } = await handle.describe();
  await handle.result();
  recorded.set('continued-first', bed.client.workflow.getHandle(handle.workflowId, runId));
  recorded.set('continued-last', bed.client.workflow.getHandle(handle.workflowId));
}

async function stopped(bed: Testbed, recorded: Recorded): Promise<void> {
  const handle = await bed.startRun('stopped', {});
  await waitFor('the tool', async () => (await handle.query<{ doing: string }, []>('progress')).doing.includes('look'));
  await handle.signal(SIGNALS.stop);
  await handle.result();
  recorded.set('stopped', handle);
}

async function batch(bed: Testbed, recorded: Recorded): Promise<void> {
  const batches = new BatchBed(bed);
  const entries = await batches.plan(['plain', 'plain again'], 'both');
  const handle = await batches.start(entries, 2);
  await handle.result();
  recorded.set('batch', handle);
}

/** A batch with a budget, in two parts. */
async function batchOfGrants(bed: Testbed, recorded: Recorded): Promise<void> {
  const batches = new BatchBed(bed);
  Object.assign(bed.context.config.batch, { specMaxLaunches: 3 });
  const handle = await batches.start(await batches.plan(['plain one', 'plain two'], 'speculate'), 1, {
    maxHistoryEvents: 1,
  });
  const { runId } = await handle.describe();
  await handle.result();
  recorded.set('batch-grants-first', bed.client.workflow.getHandle(handle.workflowId, runId));
  recorded.set('batch-grants-last', bed.client.workflow.getHandle(handle.workflowId));
}

/** The workflow that brings what a run saw into its deployment's profile. */
async function learned(bed: Testbed, recorded: Recorded): Promise<void> {
  const { token } = await (await bed.startRun('plain', {})).result();
  const handle = bed.client.workflow.getHandle(`forerun-learn-${token}`);
  await handle.result();
  recorded.set('learn', handle);
}

/** What a conversation's user says, by the number of the decision that asks. */
const user: ConversationUser = {
  reply: ({ step }) => Promise.resolve(step === 1 ? { done: false, text: 'The second one.' } : { done: true }),
};

/** Everything that is recorded with the test tools. */
const withTestTools: Recording = {
  name: 'with test tools',
  startBed: () => Testbed.start({ script: SCRIPT(1), toolset: testToolset({ ms: msOf, user }).toolset }),
  record: recordTestTools,
};

/** Runs with the tools of a real MCP server: what it listed is pinned, also over two parts. */
const withMcpTools: Recording = {
  name: 'with the tools of an MCP server',
  startBed: async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'forerun-recording-'));
    const stock = path.join(folder, 'stock.json');
    await writeFile(stock, '{"tea":2}');
    const env = { SHOP_FILE: stock, SHOP_LOG: path.join(folder, 'log'), SHOP_DELAY_MS: '100' };
    return startMcpTestbed({ servers: { shop: fixture('shop-stdio', env) }, policy: { shop__count: READ }, script: MCP_SCRIPT });
  },
  async record(bed) {
    const recorded: Recorded = new Map();
    const discovered = { tools: 'discovered' as const };
    const whole = await bed.startRun('errand', { change: discovered, speculation: { lookahead: 1 } });
    await whole.result();
    recorded.set('mcp', whole);
    const parts = await bed.startRun('errand', { arm: 'baseline', change: { ...discovered, maxHistoryEvents: 20 } });
    await parts.result();
    recorded.set('mcp-continued-last', bed.client.workflow.getHandle(parts.workflowId));
    return recorded;
  },
};

export const RECORDINGS: readonly Recording[] = [withTestTools, withMcpTools];
