/** `A`, `Z`, `AA` … for a column counted from 0. */
export function columnLetters(column: number): string {
  const rest = column % 26;
  const letter = String.fromCharCode(65 + rest);
  return column < 26 ? letter : columnLetters((column - rest) / 26 - 1) + letter;
}

export interface Cell {
  /** Both from 0. */
  row: number;
  column: number;
}

/** `B3` → row 2, column 1; undefined for anything else. */
export function parseAddress(address: string): Cell | undefined {
  const match = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(address);
  if (!match) return undefined;
  const column = [...match[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(match[2]) - 1, column };
}

export const showCell = ({ row, column }: Cell): string => `${columnLetters(column)}${row + 1}`;

interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Cells as few rectangles: runs along rows first, then equal runs of rows below each other. `A1:C2`, `C3`. */
export function cellRanges(cells: Cell[]): string[] {
  const ordered = [...cells].sort((left, right) => left.row - right.row || left.column - right.column);
  const blocks: Block[] = [];
  const lowest = new Map<string, Block>();
  for (const { row, left, right } of runsOf(ordered)) {
    const columns = `${left}:${right}`;
    const above = lowest.get(columns);
    if (above?.bottom === row - 1) above.bottom = row;
    else {
      const block = { top: row, bottom: row, left, right };
      blocks.push(block);
      lowest.set(columns, block);
    }
  }
  return blocks.map(showBlock);
}

function showBlock({ top, bottom, left, right }: Block): string {
  const first = showCell({ row: top, column: left });
  const single = top === bottom && left === right;
  return single ? first : `${first}:${showCell({ row: bottom, column: right })}`;
}

function runsOf(ordered: Cell[]): { row: number; left: number; right: number }[] {
  const runs: { row: number; left: number; right: number }[] = [];
  for (const { row, column } of ordered) {
    const last = runs.at(-1);
    if (last && last.row === row && last.right === column - 1) last.right = column;
    else runs.push({ row, left: column, right: column });
  }
  return runs;
}
