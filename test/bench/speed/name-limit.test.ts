import { describe, expect, it } from '@jest/globals';
import { nameLimit } from '../../../bench/speed/name-limit';

const parts = { dispatchMs: 5, activityMs: 10, wakeMs: 300, workflowMs: 20 };

describe('naming what limits many runs', () => {
  it('all cores busy: → the processors, with those who use most', () => {
    const use = [
      { name: 'actor worker', cores: 0.4 },
      { name: 'Temporal server', cores: 0.9 },
      { name: 'orchestrator worker', cores: 0.6 },
    ];
    expect(nameLimit({ cores: 2, busy: 1.95, use, parts })).toBe(
      'the processors (1.95 of 2 cores busy, Temporal server 0.90, orchestrator worker 0.60, actor worker 0.40, other programs 0.05)',
    );
  });

  it('all cores busy with other programs: → said, so that nobody takes it for Forerun', () => {
    const use = [{ name: 'Temporal server', cores: 0.3 }];
    expect(nameLimit({ cores: 2, busy: 2, use, parts })).toMatch(/^the processors .*other programs 1\.70/);
  });

  it('a simulator at one full core on a machine with room: → that program, not Forerun', () => {
    const use = [{ name: 'simulated models', cores: 0.95 }];
    expect(nameLimit({ cores: 8, busy: undefined, use, parts })).toMatch(/^simulated models, one thread/);
  });

  it('nobody busy: → waiting, and for what longest', () => {
    const use = [{ name: 'Temporal server', cores: 0.3 }];
    expect(nameLimit({ cores: 8, busy: undefined, use, parts })).toMatch(
      /^waiting, longest in wake \(300 ms/,
    );
  });

  it('a system without /proc: → says that it is unknown', () => {
    expect(nameLimit({ cores: 8, busy: undefined, use: [], parts })).toMatch(/^unknown/);
  });
});
