import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerRole } from '../../../contracts/names';
import { fetchHistories } from '../history/fetch-history';
import type { ActivityTimes } from '../history/read-history';
import { seconds } from '../report/format';
import { SkippedError, type SpeedCase, type SpeedContext, type SpeedRow } from '../speed-case';
import { STANDARD, STANDARD_CALLS } from '../standard-script';
import { killServer } from '../world/kill-server';
import { assertRight, beginRun, resultOf, runOne, WrongRunError, type FinishedRun } from '../world/run-one';
import { World } from '../world/world';

type Victim = WorkerRole | 'server';

interface Kill {
  victim: Victim;
  predictions: 'right' | 'wrong';
  /** Milliseconds from the start of the run: the moment at which the victim has most to lose. */
  afterMs: number;
  what: string;
  /** Where its work is noticed to be lost by a heartbeat timeout only. */
  heartbeat: boolean;
  /** Activities of the killed process: their work until then is done again. */
  redone?: { type: string; ahead: boolean };
}

const KILLS: Kill[] = [
  {
    victim: 'orchestrator',
    predictions: 'right',
    afterMs: 2_900,
    what: 'an orchestrator, decision running',
    heartbeat: false,
  },
  {
    victim: 'actor',
    predictions: 'right',
    afterMs: 3_500,
    what: 'an actor worker, in its decision',
    heartbeat: true,
    redone: { type: 'decide', ahead: false },
  },
  {
    victim: 'tools',
    predictions: 'wrong',
    afterMs: 2_600,
    what: 'a tools worker, in its search',
    heartbeat: true,
    redone: { type: 'runTool', ahead: false },
  },
  {
    victim: 'spec',
    predictions: 'right',
    afterMs: 1_000,
    what: 'a spec worker, in its search ahead',
    heartbeat: true,
    redone: { type: 'runTool', ahead: true },
  },
  {
    victim: 'server',
    predictions: 'right',
    afterMs: 2_900,
    what: 'the Temporal server, decision running',
    heartbeat: false,
  },
];

const LIMIT_SECONDS = 3;
const HEARTBEAT_LIMIT_SECONDS = 6;

/** Kill -9 in mid-run, the same program started again at once. */
export const killCases: SpeedCase[] = KILLS.map((kill) => ({
  name: `kill-${kill.victim}`,
  about: `kill -9 of ${kill.what}: seconds lost, and the answer`,
  measure: (context) => (kill.victim === 'server' ? withOwnWorld(context, kill) : measure(context, kill)),
}));

/** Only a server with a database of its own may be killed. */
async function withOwnWorld(context: SpeedContext, kill: Kill): Promise<SpeedRow[]> {
  if (context.useEnv) throw new SkippedError("the user's own Temporal server is not killed");
  const world = await World.start({ server: 'file', useEnv: false, log: context.log });
  try {
    // The first run of a world is slower than others, and would hide what the crash costs.
    await world.play({ latencies: STANDARD, calls: STANDARD_CALLS, predictions: kill.predictions });
    await runOne(world, { arm: 'baseline', calls: STANDARD_CALLS });
    return await measure({ ...context, world }, kill);
  } finally {
    await world.stop();
  }
}

async function measure({ world }: SpeedContext, kill: Kill): Promise<SpeedRow[]> {
  const variant = `killed ${kill.victim}`;
  const choice = { arm: 'speculate', lookahead: 0, calls: STANDARD_CALLS, variant } as const;
  await world.play({ latencies: STANDARD, calls: STANDARD_CALLS, predictions: kill.predictions });
  const undisturbed = await runOne(world, choice);

  const startedMs = performance.now();
  const handle = await beginRun(world, choice);
  await sleep(kill.afterMs - (performance.now() - startedMs));
  const killedAtMs = Date.now();
  const restartSeconds = await killAndRestart(world, kill.victim);
  const outcome = await resultOf(handle);
  const took = (performance.now() - startedMs) / 1000;
  assertRight(handle.workflowId, outcome, choice);
  const disturbed = { workflowId: handle.workflowId, outcome, seconds: took };
  assertSame(undisturbed, disturbed);
  const redoneSeconds = await lostWork(world, disturbed.workflowId, kill, killedAtMs);
  return [row(kill, { undisturbed, disturbed, restartSeconds, redoneSeconds })];
}

/** Seconds from the kill until the program serves again. */
async function killAndRestart(world: World, victim: Victim): Promise<number> {
  const killedMs = performance.now();
  if (victim === 'server') {
    await killServer(world.server);
  } else {
    await world.worker(victim).kill();
    await world.startWorker(victim);
  }
  return (performance.now() - killedMs) / 1000;
}

/** What a crash must not change; how much was served ahead it may. */
function assertSame(undisturbed: FinishedRun, disturbed: FinishedRun): void {
  const facts = ({ outcome }: FinishedRun): string =>
    JSON.stringify({
      transcript: outcome.transcript.id,
      answer: outcome.answer,
      status: outcome.status,
      calls: outcome.accounts.calls,
      eligibleCalls: outcome.accounts.eligibleCalls,
    });
  if (facts(undisturbed) === facts(disturbed)) return;
  throw new WrongRunError(`after the crash ${facts(disturbed)}, without it ${facts(undisturbed)}`);
}

/** Seconds that the killed process had worked on what had to be done again. */
async function lostWork(world: World, workflowId: string, kill: Kill, killedAtMs: number): Promise<number> {
  const { redone } = kill;
  if (!redone) return 0;
  const [history] = await fetchHistories(world.client, workflowId);
  const lost = (history?.activities ?? []).filter(
    ({ type, queue, scheduledMs, endedMs }: ActivityTimes) =>
      type === redone.type &&
      queue.includes('spec-') === redone.ahead &&
      scheduledMs < killedAtMs &&
      (endedMs ?? Infinity) > killedAtMs,
  );
  if (lost.length === 0) throw new Error(`at the kill no ${redone.type} was running: nothing was measured`);
  return Math.max(...lost.map(({ scheduledMs }) => (killedAtMs - scheduledMs) / 1000));
}

function row(
  kill: Kill,
  found: {
    undisturbed: FinishedRun;
    disturbed: FinishedRun;
    restartSeconds: number;
    redoneSeconds: number;
  },
): SpeedRow {
  const { undisturbed, disturbed, restartSeconds, redoneSeconds } = found;
  const limit = kill.heartbeat ? HEARTBEAT_LIMIT_SECONDS : LIMIT_SECONDS;
  const longer = disturbed.seconds - undisturbed.seconds;
  const lost = longer - restartSeconds - redoneSeconds;
  return {
    what: `kill -9 of ${kill.what}`,
    target: `loses ≤ ${limit} s beyond restart and redone work; same answer and counts`,
    measured:
      `${lost.toFixed(2)} s: ${seconds(undisturbed.seconds)} → ${seconds(disturbed.seconds)}, ` +
      `of which restart ${seconds(restartSeconds)}, redone ${seconds(redoneSeconds)}; the same`,
    met: lost <= limit,
    values: {
      undisturbedSeconds: undisturbed.seconds,
      disturbedSeconds: disturbed.seconds,
      restartSeconds,
      redoneSeconds,
      lostSeconds: lost,
      limitSeconds: limit,
    },
  };
}
