import { randomBytes } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { startRun, type AgentRun } from '../../../client/sdk/start-run';
import type { Arm, RunInput, RunOutcome } from '../../../contracts/run';
import { accountsBalance } from '../../../core/accounts';
import type { TimedRun } from '../interleave';
import { ACTOR_MODEL, answerFor } from '../standard-script';
import type { World } from './world';

const LIMIT_MS = 300_000;

/** Long runs go to their end, and speculate to it: prompts of 200 steps alone are millions of tokens. */
const NO_LIMIT = 1_000_000_000;

export interface RunChoice {
  arm: Arm;
  lookahead?: number;
  topK?: number;
  /** Turns that call a tool. */
  calls: number;
  /** Runs of one variant are runs of one task; each run is of a task of its own where it is left out. */
  variant?: string;
}

export interface FinishedRun extends TimedRun {
  outcome: RunOutcome;
}

/** A run that went wrong: a benchmark of wrong answers measures nothing. */
export class WrongRunError extends Error {}

/** Prepares a task; what is returned starts a run of it. */
async function prepareRun(world: World, choice: RunChoice): Promise<() => Promise<WorkflowHandle<AgentRun>>> {
  const { template } = world;
  const token = randomBytes(16).toString('hex');
  const task = await world.task(choice.calls, choice.variant ?? token);
  const speculation: RunInput['speculation'] = {
    ...template.speculation,
    lookahead: choice.lookahead ?? 0,
    topK: choice.topK ?? 1,
    maxLaunches: NO_LIMIT,
    maxCostUsd: NO_LIMIT,
  };
  const limits: RunInput['limits'] = {
    ...template.limits,
    maxSteps: NO_LIMIT,
    maxTokens: NO_LIMIT,
    maxCostUsd: NO_LIMIT,
  };
  const input = {
    client: world.client,
    template: {
      ...template,
      limits,
      speculation,
    },
    task,
    arm: choice.arm,
    token,
    model: ACTOR_MODEL,
  };
  return () => startRun(input);
}

/** Starts a run and does not wait for it. */
export const beginRun = async (world: World, choice: RunChoice): Promise<WorkflowHandle<AgentRun>> =>
  (await prepareRun(world, choice))();

/** One run from start to result. Throws WrongRunError where answer, counts or accounts are not what they must be. */
export async function runOne(world: World, choice: RunChoice): Promise<FinishedRun> {
  const [finished] = await runTogether(world, [choice]);
  if (finished?.status !== 'fulfilled') throw finished?.reason;
  return finished.value;
}

/** Several runs at once: their tasks are prepared before `begin` is called and the first one starts. */
export async function runTogether(
  world: World,
  choices: readonly RunChoice[],
  begin: () => Promise<void> = () => Promise.resolve(),
): Promise<PromiseSettledResult<FinishedRun>[]> {
  const prepared: { choice: RunChoice; start: () => Promise<WorkflowHandle<AgentRun>> }[] = [];
  for (const choice of choices) prepared.push({ choice, start: await prepareRun(world, choice) });
  await begin();
  return Promise.allSettled(prepared.map(({ choice, start }) => timeRun(choice, start)));
}

async function timeRun(
  choice: RunChoice,
  start: () => Promise<WorkflowHandle<AgentRun>>,
): Promise<FinishedRun> {
  const startedMs = performance.now();
  const handle = await start();
  const outcome = await resultOf(handle);
  const seconds = (performance.now() - startedMs) / 1000;
  assertRight(handle.workflowId, outcome, choice);
  return { workflowId: handle.workflowId, outcome, seconds };
}

/** The outcome of a run; one that never ends is terminated and reported. */
export async function resultOf(handle: WorkflowHandle<AgentRun>): Promise<RunOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void handle.terminate('the benchmark has given it up').catch(() => undefined);
      reject(new WrongRunError(`${handle.workflowId} did not end within ${LIMIT_MS / 1000} s`));
    }, LIMIT_MS);
  });
  try {
    return await Promise.race([handle.result(), late]);
  } finally {
    clearTimeout(timer);
  }
}

export function assertRight(workflowId: string, outcome: RunOutcome, choice: RunChoice): void {
  const { accounts, steps } = outcome;
  const problems = [
    expected('status', outcome.status, 'answered'),
    expected('answer', outcome.answer, answerFor(choice.calls)),
    expected('steps', steps.length, choice.calls + 1),
    expected('calls', accounts.calls, choice.calls),
    expected(
      'calls with an outcome',
      steps.flatMap((step) => step.calls).filter(({ ok }) => ok).length,
      choice.calls,
    ),
    choice.arm === 'baseline' ? expected('predict requests', accounts.predictRequests, 0) : '',
    ...accountsBalance(accounts),
    outcome.error ? `error ${outcome.error.code}: ${outcome.error.message}` : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) throw new WrongRunError(`${workflowId}: ${problems.join('; ')}`);
}

const expected = (name: string, found: string | number, wanted: string | number): string =>
  found === wanted ? '' : `${name} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
