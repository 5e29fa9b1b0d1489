import type { RunInput, RunOutcome } from '../../../contracts/run';
import { AgentLoop } from '../../../core/agent/agent-loop';
import { emptyProfile, fold } from '../../../core/calibration/fold';
import { toFunctionTool } from '../../../models/tool-schema';
import { countTokens } from '../../../models/simulated/count-tokens';
import { answerText } from '../../../models/simulated/wire-format';
import { priceUsage } from '../../../models/usage';
import type { Predictor } from '../../../predictors/predictor';
import { shadowOf, speculationOf, type ReplayArm } from '../arms';
import type { PlayedTrajectory, PlayedTurn } from '../recording/played-trajectory';
import { actorProfiles, type PlaySettings } from '../recording/play-files';
import type { Domain } from '../recording/read-domains';
import type { ReplaySystem } from '../world/replay-config';
import { VirtualClock } from './virtual-clock';
import { virtualContext, type VirtualContext } from './virtual-context';
import { virtualPorts } from './virtual-ports';
import { virtualPrediction } from './virtual-predict';
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

async function calculateRun(
  input: CalculateInput,
  context: VirtualContext,
  trajectory: PlayedTrajectory,
): Promise<RunOutcome> {
  const { arm, play, hopMs, actorFactor = 1, toolFactor = 1 } = input;
  const clock = new VirtualClock();
  const transcripts = new VirtualTranscripts(trajectory);
  const { toolset } = context;
  const run = runInput(input, context.template, trajectory, transcripts.root);
  const tools = toolset.list().map(toFunctionTool);
  const { price } = input.system;
  const ports = virtualPorts({
    clock,
    trajectory,
    transcripts,
    toolset,
    hopMs,
    actorFactor,
    toolFactor,
    unrecordedSeconds: play.latencies.tool.p50,
    usageOf: (messages, answer) => {
      const text = answer === undefined ? '' : textOf(answer);
      return priceUsage(countTokens({ messages: transcripts.render(messages), tools }, text), price);
    },
    predict: (asked) =>
      virtualPrediction({
        ...asked,
        context,
        run,
        trajectory,
        transcripts,
        guesser: arm.guesser,
        table: input.table,
      }),
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

function runInput(
  { arm, domain }: CalculateInput,
  template: VirtualContext['template'],
  trajectory: PlayedTrajectory,
  root: RunInput['root'],
): RunInput {
  return {
    ...template,
    user: 'toolset',
    ...arm.change,
    actor: actorProfiles(domain).get(trajectory.model) ?? template.actor,
    speculation: speculationOf(template.speculation, arm),
    token: trajectory.id,
    taskId: trajectory.id,
    title: '',
    taskHash: '',
    root,
    arm: arm.name === 'baseline' ? 'baseline' : 'speculate',
  };
}

/** What the actor wrote, as the simulated model server counts it. */
const textOf = ({ text, calls }: PlayedTurn): string =>
  answerText({
    text,
    reasoning: '',
    calls: calls.map(({ tool, arguments: args }) => ({ tool, argumentsText: JSON.stringify(args) })),
  });
