import { describe, expect, it } from '@jest/globals';
import { parseMachineBusySeconds, parseProcessorSeconds } from '../../../../bench/speed/world/process-stats';

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

describe('processor seconds of a machine', () => {
  it('/proc/stat: → everything but idle and waiting for disks', () => {
    const stat = 'cpu  100 10 50 9999 8888 5 5 30 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n';
    expect(parseMachineBusySeconds(stat)).toBe(1.7);
  });

  it('no file: → undefined', () => {
    expect(parseMachineBusySeconds('')).toBeUndefined();
  });
});
