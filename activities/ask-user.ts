import type { AskUserInput } from '../contracts/activities';
import { ForerunError } from '../contracts/errors';
import type { UserReply } from '../contracts/user';
import { assertStore } from '../store/assert-store';
import { readTask } from '../store/read-task';
import { withHeartbeat } from './with-heartbeat';
import { assertPolicy, type WorkerContext } from './worker-context';

/** Longest reply that a transcript holds, in characters; it travels in histories. */
const MAX_REPLY_CHARS = 100_000;

/** One turn of the run's user: the actor's stored text is shown, the reply comes back, a longer one is cut. */
export const createAskUser =
  (context: WorkerContext) =>
  (input: AskUserInput): Promise<UserReply> =>
    withHeartbeat(context, async (signal) => {
      const { store, toolset } = context;
      await assertStore(store, input.run.storeId);
      assertPolicy(context, input.run.policyHash);
      if (!toolset.user) throw noUser(toolset.name);
      const text = new TextDecoder().decode(await store.get(input.textHash));
      const { taskId } = await readTask(store, input.run.taskHash);
      const { step, idempotencyKey } = input;
      const reply = await toolset.user.reply({ text, taskId, step, idempotencyKey, signal });
      if (reply.done || reply.text.length <= MAX_REPLY_CHARS) return reply;
      return { done: false, text: `${reply.text.slice(0, MAX_REPLY_CHARS)}\n[cut]` };
    });

const noUser = (toolset: string): ForerunError =>
  new ForerunError({
    code: 'no_user',
    blame: 'user',
    message: `the run is a conversation with a user, but the toolset "${toolset}" of this worker has none`,
    remedy: 'Start the run without `user`, or the workers with a toolset that brings one.',
  });
