import { randomBytes } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { startRun, type AgentRun } from '../../../client/sdk/start-run';
import type { BlobStore } from '../../../contracts/blob-store';
import type { RunOutcome } from '../../../contracts/run';
import { Task } from '../../../contracts/task';
import { accountsBalance } from '../../../core/accounts';
import { canonicalJson } from '../../../core/canonical-json';
import { taskTitle } from '../../../core/prompts';
import { nodeId } from '../../../core/transcript';
import { speculationOf, type ReplayArm } from '../arms';
import type { PlayedTrajectory } from '../recording/played-trajectory';
import { rootNode } from '../recording/root-node';
import type { Loaded, ReplayWorld } from './replay-world';

/** One run of one trajectory in one arm, and how long its caller waited. */
export interface ReplayedRun {
  outcome: RunOutcome;
  seconds: number;
}

/** A run that is not what was recorded: a benchmark of wrong runs measures nothing. */
export class WrongReplayError extends Error {}

/** Longest that a run may take beyond what its recording takes, in seconds. */
const PATIENCE_SECONDS = 600;

/** Plays a trajectory in an arm. Throws WrongReplayError where the run did not do what was recorded. */
export async function replayRun(
  world: ReplayWorld,
  loaded: Loaded,
  { trajectory, arm }: { trajectory: PlayedTrajectory; arm: ReplayArm },
): Promise<ReplayedRun> {
  const task = await storeTask(loaded.store, trajectory);
  const { template } = loaded;
  const startedMs = performance.now();
  const handle = await startRun({
    client: world.client,
    template: {
      ...template,
      user: 'toolset',
      ...arm.change,
      actor: loaded.actors.get(trajectory.model) ?? template.actor,
      speculation: speculationOf(template.speculation, arm),
    },
    task,
    arm: arm.name === 'baseline' ? 'baseline' : 'speculate',
    token: randomBytes(16).toString('hex'),
    model: trajectory.model,
  });
  const outcome = await resultOf(handle);
  const seconds = (performance.now() - startedMs) / 1000;
  const problems = problemsOf(outcome, trajectory);
  if (problems.length > 0) throw new WrongReplayError(`${handle.workflowId}: ${problems.join('; ')}`);
  return { outcome, seconds };
}

async function storeTask(store: BlobStore, trajectory: PlayedTrajectory) {
  const put = (value: unknown): Promise<string> => store.put(encode(canonicalJson(value)));
  const { id, opening, question } = trajectory;
  const task = Task.parse({ taskId: id, question, level: '', attachments: [], origin: 'replay' });
  const openingHash = opening === undefined ? undefined : await store.put(encode(opening));
  const node = rootNode(trajectory, openingHash);
  const [taskHash] = await Promise.all([put(task), put(node)]);
  return {
    taskId: id,
    taskHash,
    level: '',
    title: taskTitle(question),
    root: { id: nodeId(node), depth: 0 },
  };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function resultOf(handle: WorkflowHandle<AgentRun>): Promise<RunOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void handle.terminate('the benchmark has given it up').catch(() => undefined);
      reject(new WrongReplayError(`${handle.workflowId} did not end within ${PATIENCE_SECONDS} s`));
    }, PATIENCE_SECONDS * 1000);
  });
  try {
    return await Promise.race([handle.result(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a run did otherwise than it was recorded, and accounts that do not add up. */
export function problemsOf(outcome: RunOutcome, { turns }: PlayedTrajectory): string[] {
  const { accounts, steps, status, error } = outcome;
  const kinds = steps.map(({ kind }) => kind).join(' ');
  const wanted = turns.map(({ kind }) => kind).join(' ');
  const calls = turns.flatMap((turn) => turn.calls);
  const outcomes = steps.flatMap((step) => step.calls);
  const different = calls.filter((call, index) => outcomes[index]?.ok !== call.ok).length;
  return [
    status === 'answered' ? '' : `status is ${status}${error ? ` (${error.code}: ${error.message})` : ''}`,
    kinds === wanted ? '' : `its steps were ${kinds}, not ${wanted}`,
    accounts.calls === calls.length ? '' : `${accounts.calls} calls, not ${calls.length}`,
    different === 0 ? '' : `${different} outcomes are not those that were recorded`,
    ...accountsBalance(accounts),
  ].filter((problem) => problem !== '');
}
