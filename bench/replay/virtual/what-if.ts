import type { RunOutcome } from '../../../contracts/run';
import { geometricMean } from '../../../core/statistics';
import type { Predictor } from '../../../predictors/predictor';
import { replayArms, type GateChoice, type ReplayArm } from '../arms';
import type { PlaySettings } from '../recording/play-files';
import type { Domain } from '../recording/read-domains';
import type { WhatIfRow } from '../report/replay-report';
import type { ReplaySystem } from '../world/replay-config';
import { calculate } from './calculate';

/** One change of the world against what was measured. */
interface WhatIf {
  what: string;
  actorFactor?: number;
  toolFactor?: number;
  lookahead?: number;
  hopMs?: number;
}

/** Actors by their p50 against the model's (shared README of the traces), tools, lookaheads and hops. */
const GRID: readonly WhatIf[] = [
  { what: 'as measured' },
  { what: 'tools × 3', toolFactor: 3 },
  { what: 'tools × 10', toolFactor: 10 },
  { what: 'actor × 2.6 (p50 3.5 s)', actorFactor: 2.6 },
  { what: 'actor × 10 (p50 13.5 s)', actorFactor: 10 },
  { what: 'actor × 2.6, tools × 10', actorFactor: 2.6, toolFactor: 10 },
  { what: 'lookahead 0', lookahead: 0 },
  { what: 'lookahead 2', lookahead: 2 },
  { what: 'lookahead 3', lookahead: 3 },
  { what: 'hops of 0 ms', hopMs: 0 },
];

export interface WhatIfInput {
  domain: Domain;
  gates: readonly GateChoice[];
  play: PlaySettings;
  system: ReplaySystem;
  lookahead: number;
  hopMs: number;
  /** Who guesses; the grid shows the oracle alone where there is no table. */
  table?: Predictor;
}

/** Wall time without users against the baseline, for every change of the grid. Calculated, deterministic. */
export async function whatIf(input: WhatIfInput): Promise<WhatIfRow[]> {
  const rows: WhatIfRow[] = [];
  for (const change of GRID) {
    const lookahead = change.lookahead ?? input.lookahead;
    const arms = replayArms({ guesser: 'table', gates: input.gates, oracle: true, lookahead });
    const seconds = new Map<string, number[]>();
    for (const arm of arms) {
      if (arm.guesser === 'table' && !input.table) continue;
      seconds.set(arm.name, await secondsOf(arm, change, input));
    }
    const base = seconds.get('baseline') ?? [];
    const oracle = ratioOf(seconds.get('oracle') ?? [], base);
    for (const [arm, own] of seconds) {
      if (arm === 'baseline' || (arm === 'oracle' && seconds.size > 2)) continue;
      rows.push({ domain: input.domain.name, what: change.what, arm, ratio: ratioOf(own, base), oracle });
    }
  }
  return rows;
}

async function secondsOf(arm: ReplayArm, change: WhatIf, input: WhatIfInput): Promise<number[]> {
  const outcomes = await calculate({
    domain: input.domain,
    arm,
    play: input.play,
    system: input.system,
    hopMs: change.hopMs ?? input.hopMs,
    ...(input.table ? { table: input.table } : {}),
    ...(change.actorFactor === undefined ? {} : { actorFactor: change.actorFactor }),
    ...(change.toolFactor === undefined ? {} : { toolFactor: change.toolFactor }),
  });
  return outcomes.map(ownSeconds);
}

const ownSeconds = ({ wallSeconds, accounts }: RunOutcome): number =>
  wallSeconds - (accounts.user?.seconds ?? 0);

const ratioOf = (arm: readonly number[], base: readonly number[]): number =>
  geometricMean(arm.map((seconds, index) => seconds / (base[index] ?? seconds))) ?? 1;
