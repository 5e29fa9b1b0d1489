import type { Call } from '../../../contracts/call';
import type { Decision } from '../../../contracts/decision';
import type { Observed } from '../../../contracts/events';
import type { Candidate } from '../../../contracts/speculation';
import type { SimulatedRun } from '../agent/run-simulated';
import { calls, candidate, final, type Fate, type LoggedWork, type World } from '../agent/simulated-world';

type Kind = Parameters<World['fate']>[0];

export interface Script {
  /** The actor's turns by step from 1; the answer `done` behind them. */
  turns: (Call[] | Decision)[];
  /** What the predictor says about a step; the truth unless set. */
  predict?: (step: number) => Call[] | Candidate[];
  /** 2 s for decisions, 0.3 s for predictions, 1 s for tools, unless set. */
  fate?: (kind: Kind, label: string) => Fate | undefined;
  /** What the user says to the step that asks; nothing more unless set. */
  reply?: (step: number) => string | undefined;
}

const USUAL_MS: Record<Kind, number> = {
  decide: 2000,
  decideAhead: 2000,
  predict: 300,
  tool: 1000,
  toolAhead: 1000,
  user: 5000,
};

const isCandidates = (guess: Call[] | Candidate[]): guess is Candidate[] =>
  guess.some((one) => 'probability' in one);

/** A world that plays a script. `look` sees how many writes there were, `compute` does not. */
export function scriptedWorld({ turns, predict, fate, reply }: Script): World {
  const turnOf = (step: number): Call[] => {
    const turn = turns[step - 1];
    return Array.isArray(turn) ? turn : (turn?.calls ?? []);
  };
  return {
    decide: (_transcript, step, mode) => {
      const turn = turns[step - 1];
      if (mode === 'last' || !turn) return final(mode === 'last' ? 'last' : 'done');
      return Array.isArray(turn) ? calls(turn) : turn;
    },
    predict: (_transcript, step) => {
      const guess = predict ? predict(step) : turnOf(step);
      if (guess.length === 0) return [];
      return isCandidates(guess) ? guess : [candidate(guess)];
    },
    outcome: (wanted, writes) =>
      `${wanted.tool} ${String(wanted.arguments.value)}${wanted.tool === 'look' ? ` after ${writes} writes` : ''}`,
    reply: (_textHash, step) => reply?.(step),
    fate: (kind, label) => fate?.(kind, label) ?? { ms: USUAL_MS[kind] },
  };
}

/** What was started of one kind, in order, as `label@ms`. */
export const started = (run: SimulatedRun, kind: Kind): string[] =>
  run.ports.log.filter((work) => work.kind === kind).map((work) => `${work.label}@${work.atMs}`);

export function work(run: SimulatedRun, kind: Kind, label: string): LoggedWork {
  const found = run.ports.log.find((entry) => entry.kind === kind && entry.label === label);
  if (!found) throw new Error(`no ${kind} ${label} was started`);
  return found;
}

/** A signal about the decision that the run waits for now, as its actor's first attempt would send it. */
export function signal(run: SimulatedRun, turn: Call[], change: Partial<Observed> = {}): Observed {
  const head = run.loop.speculation().chain[0];
  if (!head) throw new Error('the draft has no head');
  return {
    runToken: 'token',
    transcript: head.transcript,
    attempt: 1,
    calls: turn.map((seen, index) => ({
      index,
      tool: seen.tool,
      call: { arguments: seen.arguments, key: seen.key },
    })),
    ...change,
  };
}
