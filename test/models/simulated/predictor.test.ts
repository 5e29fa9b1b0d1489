import { describe, expect, it } from '@jest/globals';
import type { SimulationScriptInput } from '../../../models/simulated/script';
import { ask, chat, profile, withServer } from '../support';

const script = (accuracy: number | number[]): SimulationScriptInput => ({
  seed: 5,
  models: {
    'sim-actor': { role: 'actor' },
    'sim-predictor': { role: 'predictor', accuracy },
  },
  conversations: Array.from({ length: 20 }, (_, index) => ({
    id: `c${index}`,
    match: `question ${index}.`,
    turns: [{ calls: [{ tool: 'web_search', arguments: { query: `truth ${index}` } }] }],
    wrong: [{ calls: [{ tool: 'calculate', arguments: { expression: 'wrong' } }] }],
  })),
});

/** Which of the 20 conversations a predictor gets right, each asked once. */
const rights = (accuracy: number | number[], n = 1): Promise<boolean[]> =>
  withServer(script(accuracy), async ({ url }) => {
    const settings = profile(url, { model: 'sim-predictor' });
    const right: boolean[] = [];
    for (let index = 0; index < 20; index += 1) {
      const result = await chat({
        profile: settings,
        request: ask(`question ${index}.`, { n }),
        whole: true,
      });
      right.push(
        result.choices.some((choice) => choice.toolCalls[0]?.argumentsText.includes(`"truth ${index}"`)),
      );
    }
    return right;
  });

describe('simulated predictor', () => {
  it('accuracy 1 → as the actor; 0 → the scripted mistake', async () => {
    expect(await rights(1)).toEqual(Array(20).fill(true));
    expect(await rights(0)).toEqual(Array(20).fill(false));
  });

  it('accuracy in between → some are right, the same ones each time', async () => {
    const first = await rights(0.5);
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await rights(0.5)).toEqual(first);
  });

  it('more choices with cumulative accuracy → what was right stays right', async () => {
    const one = await rights([0.4, 0.9]);
    const two = await rights([0.4, 0.9], 2);
    expect(one.every((right, index) => !right || two[index])).toBe(true);
    expect(two.filter(Boolean).length).toBeGreaterThan(one.filter(Boolean).length);
  });
});
