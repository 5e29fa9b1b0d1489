import { quantile } from '../../core/statistics';

/** Figures of one domain, or of all. Shares are 0 to 1; absent where there was nothing to divide by. */
export interface TableScore {
  domain: string;
  turns: number;
  /** Turns that make at least one read-only call; `exact` figures are shares of these. */
  readingTurns: number;
  /** The likeliest read-only call (one of the three likeliest) is one that the turn makes. */
  exact1?: number;
  exact3?: number;
  /**
   * Among all guesses, words and writes included, the first (one of the first three) reads, and reads nothing that the
   * turn does not.
   */
  exactOfAll1?: number;
  exactOfAll3?: number;
  /** Among the guesses that read: the same read-only calls as the turn's, no more and no fewer. */
  whole1?: number;
  whole3?: number;
  /** Turns whose very first guess is the turn: its calls, a question, or the end. */
  turnsRight?: number;
  /** Share of all turns for which a read-only call reaches the threshold. */
  fired?: number;
  /** Share of the calls fired that the turn made. */
  precision?: number;
  /** Share of the reading turns for which a fired call was right. */
  recall?: number;
  /** Expected calibration error of fired calls, ten bins (Naeini et al. 2015). */
  calibrationError?: number;
  firedCalls: number;
}

interface TurnResult {
  reads: boolean;
  exact: number;
  ofAll: number;
  whole: number;
  turnRight: boolean;
}

const BINS = 10;

class Tally {
  turns = 0;
  reading = 0;
  readonly ranks = { right1: 0, right3: 0, all1: 0, all3: 0, whole1: 0, whole3: 0 };
  turnsRight = 0;
  firedTurns = 0;
  firedCalls = 0;
  hits = 0;
  caught = 0;
  readonly bins = Array.from({ length: BINS }, () => ({ p: 0, hit: 0 }));
}

/** Collects what single turns showed, by domain. */
export class ScoreSheet {
  private readonly tallies = new Map<string, Tally>();
  private readonly micros: number[] = [];

  /** A call fires from this probability on: where launching it breaks even. */
  constructor(readonly threshold: number) {}

  /** What a prediction took. */
  time(micros: number): void {
    this.micros.push(micros);
  }

  turn(domain: string, result: TurnResult): void {
    for (const tally of this.talliesOf(domain)) {
      tally.turns += 1;
      if (result.turnRight) tally.turnsRight += 1;
      if (!result.reads) continue;
      tally.reading += 1;
      const count = (name: 'right' | 'all' | 'whole', place: number): void => {
        if (place === 1) tally.ranks[`${name}1`] += 1;
        if (place >= 1 && place <= 3) tally.ranks[`${name}3`] += 1;
      };
      count('right', result.exact);
      count('all', result.ofAll);
      count('whole', result.whole);
    }
  }

  calls(domain: string, calls: readonly { p: number; hit: boolean }[], reads: boolean): void {
    const fired = calls.filter(({ p }) => p >= this.threshold);
    for (const tally of this.talliesOf(domain)) {
      if (fired.length > 0) tally.firedTurns += 1;
      if (reads && fired.some(({ hit }) => hit)) tally.caught += 1;
      for (const { p, hit } of fired) {
        tally.firedCalls += 1;
        if (hit) tally.hits += 1;
        const bin = tally.bins[Math.min(BINS - 1, Math.floor(p * BINS))] as { p: number; hit: number };
        bin.p += p;
        bin.hit += hit ? 1 : 0;
      }
    }
  }

  /** One row a domain in order of names, and `all` last where there are several. */
  scores(): TableScore[] {
    const rows = [...this.tallies].sort(([a], [b]) => (a === ALL ? 1 : b === ALL ? -1 : a < b ? -1 : 1));
    return rows
      .filter(([domain]) => domain !== ALL || rows.length > 2)
      .map(([domain, tally]) => scoreOf(domain, tally));
  }

  /** Microseconds a prediction. */
  micros50and99(): { median: number; p99: number } | undefined {
    const [median, p99] = [quantile(this.micros, 0.5), quantile(this.micros, 0.99)];
    return median === undefined || p99 === undefined ? undefined : { median, p99 };
  }

  private talliesOf(domain: string): Tally[] {
    return [domain, ALL].map((name) => {
      const tally = this.tallies.get(name) ?? new Tally();
      this.tallies.set(name, tally);
      return tally;
    });
  }
}

const ALL = 'all';

function scoreOf(domain: string, tally: Tally): TableScore {
  const share = (count: number, of: number): number | undefined => (of === 0 ? undefined : count / of);
  const { ranks, reading } = tally;
  const off = tally.bins.reduce((total, { p, hit }) => total + Math.abs(p - hit), 0);
  return {
    domain,
    turns: tally.turns,
    readingTurns: reading,
    exact1: share(ranks.right1, reading),
    exact3: share(ranks.right3, reading),
    exactOfAll1: share(ranks.all1, reading),
    exactOfAll3: share(ranks.all3, reading),
    whole1: share(ranks.whole1, reading),
    whole3: share(ranks.whole3, reading),
    turnsRight: share(tally.turnsRight, tally.turns),
    fired: share(tally.firedTurns, tally.turns),
    precision: share(tally.hits, tally.firedCalls),
    recall: share(tally.caught, reading),
    calibrationError: share(off, tally.firedCalls),
    firedCalls: tally.firedCalls,
  };
}
