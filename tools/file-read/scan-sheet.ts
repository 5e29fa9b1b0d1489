import { parseAddress, type Cell } from './cell-address';

export interface SheetScan {
  /** Cells by fill colour, RRGGBB. */
  fills: Map<string, Cell[]>;
  formulas: { cell: Cell; formula: string; stored: boolean }[];
  merged: string[];
}

const TAG = /<(?:\w+:)?(c|f|v|mergeCell)(\s[^>]*?)?(\/?)>([^<]*)/g;
const ADDRESS = /\sr\s*=\s*["']([^"']*)/;
const STYLE = /\ss\s*=\s*["'](\d+)/;
const REFERENCE = /\sref\s*=\s*["']([^"']*)/;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Fills, formulas and merged cells of one sheet's XML. Scans tags instead of building a tree, which for half a
 * million cells costs gigabytes. `fillOf` gives the fill of a cell's style.
 */
export function scanSheet(xml: string, fillOf: (style: number) => string | undefined): SheetScan {
  const scan: SheetScan = { fills: new Map(), formulas: [], merged: [] };
  let cell: Cell | undefined;
  for (const [, tag, attributes = '', , text = ''] of xml.matchAll(TAG)) {
    if (tag === 'c') {
      cell = parseAddress(ADDRESS.exec(attributes)?.[1] ?? '');
      const fill = fillOf(Number(STYLE.exec(attributes)?.[1] ?? 0));
      if (cell && fill !== undefined) addFill(scan.fills, fill, cell);
    } else if (tag === 'mergeCell') scan.merged.push(REFERENCE.exec(attributes)?.[1] ?? '');
    else if (tag === 'f' && cell) scan.formulas.push({ cell, formula: unescape(text), stored: false });
    else if (tag === 'v' && text !== '') markStored(scan, cell);
  }
  return scan;
}

function markStored({ formulas }: SheetScan, cell: Cell | undefined): void {
  const last = formulas.at(-1);
  if (last && last.cell === cell) last.stored = true;
}

function addFill(fills: Map<string, Cell[]>, fill: string, cell: Cell): void {
  const cells = fills.get(fill);
  if (cells) cells.push(cell);
  else fills.set(fill, [cell]);
}

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name: string) => {
    const code = hex ? parseInt(hex as string, 16) : decimal ? Number(decimal) : undefined;
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return ENTITIES[name] ?? whole;
  });
}
