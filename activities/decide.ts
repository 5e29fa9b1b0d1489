import { Context } from '@temporalio/activity';
import type { DecideInput } from '../contracts/activities';
import type { Decision } from '../contracts/decision';
import { streamChat } from '../models/chat';
import { toFunctionTool } from '../models/tool-schema';
import { assertStore } from '../store/assert-store';
import { Observer } from './observer';
import { withFirstStepPatience } from './first-step-patience';
import { readDecision } from './read-decision';
import { renderTranscript, storeTranscript } from './transcript-io';
import { withHeartbeat } from './with-heartbeat';
import { contextForRun, modelOf, type WorkerContext } from './worker-context';

/** One actor decision: load the transcript, stream the model's answer, report what it shows, store, return. */
export const createDecide =
  (context: WorkerContext) =>
  (input: DecideInput): Promise<Decision> =>
    withHeartbeat(context, async (signal) => {
      const { store } = context;
      await assertStore(store, input.run.storeId);
      const own = await contextForRun(context, input.run);
      const { toolset } = own;
      const { profile, pool } = modelOf(context, input.run.actor);
      // The model need not wait for the disk; the decision does, below.
      const stored = storeTranscript(store, input.transcript);
      stored.catch(() => undefined);
      const { params } = await renderTranscript(store, input.transcript);
      const observer = input.observe ? observerFor(own, input) : undefined;
      const tools = input.mode === 'last' ? undefined : toolset.list().map(toFunctionTool);
      try {
        const result = await streamChat({
          profile,
          pool,
          request: { messages: params, ...(tools ? { tools, toolChoice: 'auto' } : {}) },
          ahead: input.ahead,
          runToken: input.run.token,
          signal,
          onEvent: (event) => observer?.onEvent(event),
        });
        if (result.inOnePiece) observer?.flush();
        const decision = await readDecision({
          result,
          mode: input.mode,
          replay: profile.replay,
          toolset,
          store,
          ...(input.user ? { user: input.user } : {}),
        });
        await stored;
        return decision;
      } catch (error) {
        throw withFirstStepPatience(error, { step: input.step, attempt: Context.current().info.attempt });
      } finally {
        await observer?.end();
      }
    });

function observerFor(context: WorkerContext, input: DecideInput): Observer {
  return new Observer({
    client: context.client,
    toolset: context.toolset,
    workflowId: input.run.workflowId,
    identity: {
      runToken: input.run.token,
      transcript: input.transcript.id,
      attempt: Context.current().info.attempt,
    },
    log: Context.current().log,
  });
}
