import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellRanges, columnLetters, parseAddress, showCell } from '../../../tools/file-read/cell-address';
import { colorName } from '../../../tools/file-read/cell-fills';

const cell = fc.record({ row: fc.nat(1_048_575), column: fc.nat(16_383) });

describe('cell addresses', () => {
  it('columns: beyond Z → two and three letters', () => {
    expect([0, 25, 26, 51, 701, 702, 16_383].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'ZZ',
      'AAA',
      'XFD',
    ]);
  });

  it('any cell: shown and parsed → the same cell', () => {
    fc.assert(fc.property(cell, (one) => expect(parseAddress(showCell(one))).toEqual(one)));
  });

  it.each(['', 'A', '1', 'a1', 'A0', 'ABCD1', 'A1:B2'])('%j → no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('any set of cells: its ranges → cover these cells and no others, each once', () => {
    const small = fc.record({ row: fc.nat(5), column: fc.nat(5) });
    fc.assert(
      fc.property(fc.uniqueArray(small, { selector: showCell }), (cells) => {
        const covered = cellRanges(cells).flatMap(expand);
        expect([...covered].sort()).toEqual(cells.map(showCell).sort());
      }),
    );
  });

  it('a filled rectangle in any order → one range', () => {
    const cells = [3, 1, 2].flatMap((row) => [2, 0, 1].map((column) => ({ row, column })));
    expect(cellRanges(cells)).toEqual(['A2:C4']);
  });
});

describe('colorName', () => {
  it.each([
    ['FF0000', 'red'],
    ['00FF00', 'green'],
    ['0000FF', 'blue'],
    ['FFFF00', 'yellow'],
    ['FFC000', 'orange'],
    ['800080', 'purple'],
    ['7030A0', 'purple'],
    ['C6EFCE', 'light green'],
    ['006100', 'dark green'],
    ['FFFFFF', 'white'],
    ['000000', 'black'],
    ['808080', 'grey'],
  ])('%s → %s', (rgb, name) => {
    expect(colorName(rgb)).toBe(name);
  });
});

function expand(range: string): string[] {
  const [first, last = first] = range.split(':').map((address) => parseAddress(address)!) as [
    { row: number; column: number },
    { row: number; column: number }?,
  ];
  const cells: string[] = [];
  for (let row = first.row; row <= last.row; row += 1) {
    for (let column = first.column; column <= last.column; column += 1) cells.push(showCell({ row, column }));
  }
  return cells;
}
