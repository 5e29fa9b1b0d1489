import { judge } from '../../../activities/judge';
import type { WorkerContext } from '../../../activities/worker-context';
import { runTemplate } from '../../../client/sdk/run-template';
import type { PredictInput } from '../../../contracts/activities';
import type { Config } from '../../../contracts/config';
import type { JsonObject } from '../../../contracts/json';
import type { RunOutcome } from '../../../contracts/run';
import type { Prediction } from '../../../contracts/speculation';
import type { Profile } from '../../../contracts/profile';
import { AgentLoop } from '../../../core/agent/agent-loop';
import { emptyProfile, fold } from '../../../core/calibration/fold';
import { loadConfig } from '../../../core/config/load-config';
import { learnedEvidence } from '../../../core/gate/learned-evidence';
import { NO_USAGE } from '../../../models/usage';
import type { Guess, Predictor } from '../../../predictors/predictor';
import { createReplayToolset } from '../../../tools/replay/replay-toolset';
import { shadowOf, type ReplayArm } from '../arms';
import type { PlayedTrajectory } from '../recording/played-trajectory';
import { recordingOf, type PlaySettings } from '../recording/play-files';
import type { Domain } from '../recording/read-domains';
import { replayConfig, type ReplaySystem } from '../world/replay-config';
import { VirtualClock } from './virtual-clock';
import { virtualPorts } from './virtual-ports';
import { VirtualTranscripts } from './virtual-transcripts';

export interface CalculateInput {
  domain: Domain;
  arm: ReplayArm;
  play: PlaySettings;
  system: ReplaySystem;
  /** Who guesses in the arm `table`. */
  table?: Predictor;
  hopMs: number;
  actorFactor?: number;
  toolFactor?: number;
}

/**
 * The runs of one arm on a virtual clock: the same agent loop, draft and judging of guesses as in a workflow, without a
 * server; signals of the actor's stream are left out. Deterministic.
 */
export async function calculate(input: CalculateInput): Promise<RunOutcome[]> {
  const context = virtualContext(input);
  const learns = input.arm.gate?.rule === 'value';
  let profile = emptyProfile('virtual');
  const play = async (trajectory: PlayedTrajectory, arm: ReplayArm): Promise<RunOutcome> => {
    const outcome = await calculateRun({ ...input, arm }, { ...context, profile }, trajectory);
    if (learns && outcome.report) profile = fold(profile, outcome.report);
    return outcome;
  };
  if (learns) for (const lesson of input.domain.lessons) await play(lesson, shadowOf(input.arm));
  const outcomes: RunOutcome[] = [];
  for (const trajectory of input.domain.trajectories) outcomes.push(await play(trajectory, input.arm));
  return outcomes;
}

type VirtualContext = Pick<WorkerContext, 'config' | 'toolset' | 'pools'> & {
  template: ReturnType<typeof runTemplate>;
  /** What the runs before have taught, as a deployment's profile holds it. */
  profile?: Profile;
};

function virtualContext({ domain, system, play, toolFactor = 1 }: CalculateInput): VirtualContext {
  const content = replayConfig({
    system: { ...system, tableModel: '' },
    recording: 'virtual',
    policy: slower(domain.policy, toolFactor),
    modelUrl: 'http://127.0.0.1:9/v1',
  });
  const loaded = loadConfig({ file: { path: 'virtual', content } });
  if (!loaded.ok) throw new RangeError(`virtualContext: ${JSON.stringify(loaded.problems)}`);
  const config: Config = loaded.config;
  const template = runTemplate(config, { storeId: 'virtual', searchAttributes: false });
  const toolset = createReplayToolset({ recording: recordingOf(domain, play), policy: template.policy });
  return { config, toolset, pools: new Map(), template };
}

/** Whoever has slower tools knows it: their p95, which bounds joins, grows with them. */
const slower = (policy: Domain['policy'], factor: number): Domain['policy'] =>
  Object.fromEntries(
    Object.entries(policy).map(([tool, { p95Ms, ...rest }]) => [
      tool,
      { ...rest, ...(p95Ms === undefined ? {} : { p95Ms: Math.max(1, Math.round(p95Ms * factor)) }) },
    ]),
  );

async function calculateRun(
  input: CalculateInput,
  context: VirtualContext,
  trajectory: PlayedTrajectory,
): Promise<RunOutcome> {
  const { arm, play, hopMs, actorFactor = 1, toolFactor = 1 } = input;
  const clock = new VirtualClock();
  const transcripts = new VirtualTranscripts(trajectory);
  const { template, toolset } = context;
  const run = {
    ...template,
    user: 'toolset' as const,
    ...arm.change,
    speculation: { ...template.speculation, ...arm.speculation },
    token: trajectory.id,
    taskId: trajectory.id,
    title: '',
    taskHash: '',
    root: transcripts.root,
    arm: arm.name === 'baseline' ? ('baseline' as const) : ('speculate' as const),
  };
  const ports = virtualPorts({
    clock,
    trajectory,
    transcripts,
    toolset,
    hopMs,
    actorFactor,
    toolFactor,
    unrecordedSeconds: play.latencies.tool.p50,
    async predict({ messages, step, ports: asked }): Promise<Prediction> {
      const params = transcripts.render(messages);
      const guesses =
        arm.guesser === 'oracle'
          ? oracleGuesses(trajectory, step, transcripts.isRecorded(messages))
          : ((
              await input.table?.predict({
                params,
                toolset,
                topK: run.speculation.topK,
                runToken: run.token,
                signal: new AbortController().signal,
              })
            )?.guesses ?? []);
      const asking = {
        run: { actor: run.actor },
        strategy: run.speculation.strategy,
        minProbability: run.speculation.minProbability,
        topK: run.speculation.topK,
        budget: asked.budget,
        gate: asked.gate,
      } as unknown as PredictInput;
      const { candidates, gate } = judge(context as unknown as WorkerContext, asking, {
        guesses,
        predictor: arm.guesser ?? 'none',
        evidence: learnedEvidence(
          context.profile?.runs ? context.profile : undefined,
          {
            skills: asked.learned?.skills ?? [],
            latencies: asked.learned?.latencies ?? [],
            records: arm.guesser === 'table' ? { table: input.table?.record } : {},
          },
          `${run.token} ${step}`,
        ),
        seconds: 0,
        trusted: [],
        params,
      });
      return { predictor: arm.guesser ?? 'none', candidates, usage: NO_USAGE, seconds: 0, gate };
    },
  });
  const loop = new AgentLoop(ports, run, {
    onProgress: () => undefined,
    historyIsLarge: () => false,
    note: () => undefined,
  });
  const end = await clock.runUntil(loop.run());
  if (end.kind !== 'finished') throw new RangeError('calculateRun: a calculated run does not continue');
  return end.outcome;
}

function oracleGuesses({ turns }: PlayedTrajectory, step: number, isRecorded: boolean): Guess[] {
  const calls = isRecorded ? (turns[step - 1]?.calls ?? []) : [];
  if (calls.length === 0) return [];
  return [
    {
      turn: 'calls',
      calls: calls.map(({ tool, arguments: args }) => ({ tool, arguments: args as JsonObject })),
      probability: 1,
      source: 'model',
    },
  ];
}
