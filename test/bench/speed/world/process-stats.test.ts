import { describe, expect, it } from '@jest/globals';
import { parseProcessorSeconds } from '../../../../bench/speed/world/process-stats';

describe('processor seconds of a process', () => {
  it('a name with blanks and brackets: → user and system time of fields 14 and 15', () => {
    const stat = '42 (node (x) y) S 1 42 42 0 -1 4194304 9 0 0 0 250 150 0 0 20 0 11 0 99 1 2';
    expect(parseProcessorSeconds(stat)).toBe(4);
  });

  it.each([
    ['', 'no file'],
    ['42', 'a broken one'],
  ])('%j, %s: → undefined', (stat) => {
    expect(parseProcessorSeconds(stat)).toBeUndefined();
  });
});
