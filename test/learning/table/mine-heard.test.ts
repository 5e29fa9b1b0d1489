import { describe, expect, test } from '@jest/globals';
import { mineHeard } from '../../../learning/table/mine-heard';

const run = (task: string, ...features: string[]) => ({ task, turns: [{ features }] });

describe('mineHeard', () => {
  test('a stem counts once a task, and from two tasks on; pairs of words and other features do not', () => {
    const heard = mineHeard([
      run('a', 'w date', 'w roof', 'w the date', 'v plan'),
      run('a', 'w date', 'w roof'),
      run('b', 'w date', 'w plan'),
      run('c', 'w date', 'w plan'),
    ]);
    expect(heard).toEqual({ tasks: 3, stems: { date: 3, plan: 2 } });
  });
});
