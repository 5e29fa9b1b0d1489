const BEAM = 6;

/** The best calls as far as they are put together, best first, at most six. Room that is used again and again. */
export class PartialCalls {
  count = 0;
  /** Logarithms of their probabilities, and what their values say for each other. */
  readonly scores = new Float64Array(BEAM);
  readonly together = new Float64Array(BEAM);
  /** Which call of the step before each goes on from, and with which value. */
  private readonly from = new Int32Array(BEAM);
  private readonly place = new Int32Array(BEAM);
  /** The ranks of each call's values, `width` a call. */
  private width = 32;
  private ranks = new Int32Array(BEAM * this.width);

  /** None yet, with room for so many arguments. */
  clear(paths: number): void {
    this.count = 0;
    if (paths <= this.width) return;
    this.width = paths * 2;
    this.ranks = new Int32Array(BEAM * this.width);
  }

  /** The score that a further call has to exceed. */
  get least(): number {
    return this.count < BEAM ? -Infinity : (this.scores[BEAM - 1] as number);
  }

  /** The rank of a call's value among those of its argument. */
  rankOf(call: number, argument: number): number {
    return this.ranks[call * this.width + argument] as number;
  }

  /** Takes a call among the best if it belongs there; equal ones keep their order. */
  offer(score: number, together: number, from: number, place: number): void {
    const { scores } = this;
    let rank = this.count;
    while (rank > 0 && score > (scores[rank - 1] as number)) rank -= 1;
    if (rank >= BEAM) return;
    if (this.count < BEAM) this.count += 1;
    for (let to = this.count - 1; to > rank; to -= 1) {
      scores[to] = scores[to - 1] as number;
      this.together[to] = this.together[to - 1] as number;
      this.from[to] = this.from[to - 1] as number;
      this.place[to] = this.place[to - 1] as number;
    }
    scores[rank] = score;
    this.together[rank] = together;
    this.from[rank] = from;
    this.place[rank] = place;
  }

  /** Notes the values' ranks once all calls are offered: those of the step before, and the new argument's. */
  goOnFrom(before: PartialCalls, argument: number): void {
    for (let call = 0; call < this.count; call += 1) {
      const from = (this.from[call] as number) * before.width;
      const to = call * this.width;
      for (let at = 0; at < argument; at += 1) this.ranks[to + at] = before.ranks[from + at] as number;
      this.ranks[to + argument] = this.place[call] as number;
    }
  }
}
