import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { RunContext, RunToolInput } from '../../contracts/activities';
import type { Call } from '../../contracts/call';
import type { JsonObject } from '../../contracts/json';
import type { Message, TranscriptRef } from '../../contracts/transcript';
import type { WorkerContext } from '../../activities/worker-context';
import { canonicalJson } from '../../core/canonical-json';
import { canonicalKey } from '../../core/canonical-key';
import { loadConfig } from '../../core/config/load-config';
import { nodeId } from '../../core/transcript';
import type { Toolset } from '../../tools/toolset';
import { MemoryStore } from '../support/memory-store';

/** What activities need, without Temporal: a memory store, the given tools, nobody to signal. */
export interface ActivityBed {
  context: WorkerContext;
  store: MemoryStore;
  run: RunContext;
  /** Runs an activity as Temporal would; the environment lets a test cancel it. */
  execute<I, O>(
    activity: (input: I) => Promise<O>,
    input: I,
    environment?: MockActivityEnvironment,
  ): Promise<O>;
  toolInput(call: Call, change?: Partial<RunToolInput>): RunToolInput;
  /** A transcript whose root holds the messages, as the workflow would hand it on. */
  transcript(messages: Message[], texts?: string[]): Promise<TranscriptRef>;
}

export async function activityBed(input: { toolset: Toolset; url?: string }): Promise<ActivityBed> {
  const store = new MemoryStore();
  const loaded = loadConfig({
    env: {
      ACTOR_BASE_URL: input.url ?? 'http://127.0.0.1:9/v1',
      SPEC_BASE_URL: input.url ?? 'http://127.0.0.1:9/v1',
      GAIA_ACTOR_MODEL: 'sim-actor',
      GAIA_SPEC_MODEL: 'sim-predictor',
      GAIA_TOPK: '1',
    },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const context: WorkerContext = {
    config: loaded.config,
    store,
    toolset: input.toolset,
    client: {} as WorkerContext['client'],
    cacheFolder: '/nonexistent',
    scrub: (text) => text,
    pools: new Map(),
  };
  const task = { taskId: 'test', question: 'q', level: '', attachments: [], origin: 'test' };
  const run: RunContext = {
    token: 'f00d',
    workflowId: 'run-test',
    storeId: await store.id(),
    taskHash: await store.putText(canonicalJson(task)),
    toolset: input.toolset.name,
    policyHash: input.toolset.policy.hash,
    actor: 'actor',
    predictor: 'spec',
  };
  return {
    context,
    store,
    run,
    execute: (activity, value, environment = quietEnvironment()) => environment.run(activity, value),
    toolInput: ({ tool, arguments: args, key }, change = {}) => ({
      run,
      call: { tool, arguments: args, key },
      step: 1,
      index: 0,
      ahead: false,
      idempotencyKey: 'f00d-1-0',
      ...change,
    }),
    transcript: async (messages, texts = []) => {
      for (const text of texts) await store.putText(text);
      const node = { parent: null, messages };
      const id = nodeId(node);
      return { id, depth: 0, base: null, tail: [node] };
    },
  };
}

export const toolCall = (tool: string, args: JsonObject): Call => ({
  tool,
  arguments: args,
  key: canonicalKey(tool, args),
});

/** An activity's surroundings; failures are the tests' to judge, not to print. */
export const quietEnvironment = (): MockActivityEnvironment =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR', () => undefined) });
