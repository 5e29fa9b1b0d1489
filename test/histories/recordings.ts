import type { WorkflowHandle } from '@temporalio/client';
import { chosenArms, planRuns } from '../../client/sdk/plan-runs';
import { runTemplate } from '../../client/sdk/run-template';
import { startBatch } from '../../client/sdk/start-batch';
import type { GateSettings } from '../../contracts/gate';
import { SIGNALS } from '../../contracts/names';
import { canonicalJson } from '../../core/canonical-json';
import { nodeId } from '../../core/transcript';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { answer, calling, conversation, look, msOf } from '../workflows/conversation';

const wrong = (turn: ReturnType<typeof look>, guess: ReturnType<typeof look>) => ({
  ...turn,
  wrong: [{ calls: guess.calls ?? [] }],
});

const SCRIPT = (accuracy: number) => ({
  models: {
    'sim-actor': { role: 'actor' as const, latency: { fixedMs: 700 }, tailFraction: 0.6 },
    'sim-predictor': { role: 'predictor' as const, latency: { fixedMs: 20 }, accuracy },
  },
  conversations: [
    conversation('plain', [look('a'), calling(['look', 'b'], ['compute', 'c']), answer('done')]),
    conversation('diverging', [wrong(look('a'), look('x 10ms')), wrong(look('b'), look('y 5000ms')), answer('done')]),
    conversation('writing', [look('a'), calling(['look', 'b'], ['send', 'c 100ms'], ['look', 'd']), look('a'), answer('done')]),
    { ...conversation('stopped', [look('a 20000ms'), answer('never')]), lastAnswer: 'FINAL ANSWER: so far' },
  ],
});

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

/** Runs everything that is recorded against a real server. */
export async function recordAll(bed: Testbed): Promise<Recorded> {
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
  await continued(bed, recorded);
  await stopped(bed, recorded);
  await batch(bed, recorded);
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
  const { store, config, toolset } = bed.context;
  const put = (value: unknown) => store.put(new TextEncoder().encode(canonicalJson(value)));
  const node = { parent: null, messages: [{ role: 'user' as const, text: 'plain' }] };
  await put(node);
  const task = { taskId: 'test', question: 'plain', level: '1', attachments: [], origin: 'test' };
  const prepared = {
    example: 'plain',
    task: { taskId: 'test', taskHash: await put(task), level: '1', title: 'plain', root: { id: nodeId(node), depth: 0 } },
  };
  let tokens = 0;
  const token = Date.now().toString(16);
  const entries = planRuns({
    tasks: [prepared, prepared],
    arms: chosenArms({ arm: 'both', lookaheads: [0] }),
    newToken: () => `${(tokens += 1)}${token}`,
  });
  const template = runTemplate(config, { storeId: await store.id(), searchAttributes: false });
  const handle = await startBatch({
    client: bed.client,
    store,
    template: { ...template, toolset: toolset.name as typeof template.toolset, policy: toolset.policy },
    plan: { batchId: `batch-${token}`, dataset: 'test' },
    entries,
    window: 2,
    model: 'sim-actor',
    searchAttributes: false,
  });
  await handle.result();
  recorded.set('batch', handle);
}

export const startRecordingBed = (): Promise<Testbed> =>
  Testbed.start({ script: SCRIPT(1), toolset: testToolset({ ms: msOf }).toolset });
