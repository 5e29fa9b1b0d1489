import { TURN_WIDTH } from './turn-features';
import type { TurnCandidate } from './turns';

const MOST_ROWS = 64;

/** Room for the candidates' features and their scores. */
export const turnScratch = () => ({
  rows: new Float64Array((MOST_ROWS + 1) * TURN_WIDTH),
  scores: new Float64Array(MOST_ROWS + 1),
});

/** The candidates of a moment, each with a row of features. */
export class TurnSheet {
  readonly candidates: TurnCandidate[] = [];

  constructor(
    readonly rows: Float64Array,
    /** What all rows have in common. */
    private readonly fillShared: (rows: Float64Array, row: number) => void,
  ) {}

  /** One candidate more, as long as there is room; `fill` is told where its row begins. */
  add(candidate: TurnCandidate, fill: (row: number) => void): void {
    if (this.candidates.length >= MOST_ROWS) return;
    const row = this.candidates.length * TURN_WIDTH;
    this.rows.fill(0, row, row + TURN_WIDTH);
    fill(row);
    this.fillShared(this.rows, row);
    this.candidates.push(candidate);
  }
}
