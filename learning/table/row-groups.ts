import type { GroupedRows } from './boost';

/** Owner of groups from runs that are shown as if their tools were unknown. */
export const NOBODYS = -1;

/** Rows of many groups, as they come. */
export class RowBuilder {
  /** Whose the groups are that come next. */
  owner = NOBODYS;

  private readonly chunks: Float32Array[] = [];
  private readonly sizes: number[] = [];
  private readonly goals: number[] = [];
  private readonly weights: number[] = [];
  private readonly owners: number[] = [];

  constructor(private readonly width: number) {}

  add(rows: Float64Array, count: number, targets: readonly number[], weight: number): void {
    this.chunks.push(Float32Array.from(rows.subarray(0, count * this.width)));
    this.sizes.push(count);
    this.goals.push(...targets);
    this.weights.push(weight);
    this.owners.push(this.owner);
  }

  build(): GroupedRows {
    const total = this.goals.length;
    const rows = new Float32Array(total * this.width);
    let at = 0;
    for (const chunk of this.chunks) {
      rows.set(chunk, at);
      at += chunk.length;
    }
    const starts = new Int32Array(this.sizes.length + 1);
    for (const [group, size] of this.sizes.entries()) starts[group + 1] = (starts[group] as number) + size;
    return {
      width: this.width,
      rows,
      starts,
      targets: Float32Array.from(this.goals),
      weights: Float32Array.from(this.weights),
      owners: Int32Array.from(this.owners),
    };
  }
}

/** The groups of several parts, in order. */
export function concatRows(parts: readonly GroupedRows[]): GroupedRows {
  const width = parts[0]?.width ?? 1;
  const total = parts.reduce((sum, { targets }) => sum + targets.length, 0);
  const groups = parts.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  const joined: GroupedRows = {
    width,
    rows: new Float32Array(total * width),
    starts: new Int32Array(groups + 1),
    targets: new Float32Array(total),
    weights: new Float32Array(groups),
    owners: Int32Array.from(parts.flatMap(({ owners }) => [...owners])),
  };
  let row = 0;
  let group = 0;
  for (const part of parts) {
    joined.rows.set(part.rows, row * width);
    joined.targets.set(part.targets, row);
    joined.weights.set(part.weights, group);
    for (let at = 1; at < part.starts.length; at += 1)
      joined.starts[group + at] = row + (part.starts[at] as number);
    row += part.targets.length;
    group += part.starts.length - 1;
  }
  return joined;
}

/** Some of the groups, in order. */
export function chosenRows(
  { width, rows, starts, targets, weights, owners }: GroupedRows,
  groups: readonly number[],
): GroupedRows {
  const sizes = groups.map((group) => (starts[group + 1] as number) - (starts[group] as number));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const chosen: GroupedRows = {
    width,
    rows: new Float32Array(total * width),
    starts: new Int32Array(groups.length + 1),
    targets: new Float32Array(total),
    weights: Float32Array.from(groups, (group) => weights[group] as number),
    owners: Int32Array.from(groups, (group) => owners[group] as number),
  };
  let row = 0;
  for (const [at, group] of groups.entries()) {
    const from = starts[group] as number;
    const to = starts[group + 1] as number;
    chosen.rows.set(rows.subarray(from * width, to * width), row * width);
    chosen.targets.set(targets.subarray(from, to), row);
    row += to - from;
    chosen.starts[at + 1] = row;
  }
  return chosen;
}
