/** Numbers that each prediction needs anew: as many as asked for stand in the same room, those all 0. */
export class Room {
  private cells = new Float64Array(64);

  of(count: number): Float64Array {
    if (count > this.cells.length) this.cells = new Float64Array(2 * count);
    else this.cells.fill(0, 0, count);
    return this.cells;
  }
}
