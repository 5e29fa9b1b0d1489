import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { eventTypes } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { actorAndPredictor, answer, conversation, look } from './conversation';

/** Tasks that differ only in their number of steps: the difference is what a step costs. */
const looks = (steps: number, wrong: boolean) =>
  conversation(`${steps} steps ${wrong ? 'wrong' : 'right'}`, [
    ...Array.from({ length: steps }, (_, index) => ({
      ...look(`step ${index}`),
      ...(wrong ? { wrong: [look(`wrong ${index}`)] } : {}),
    })),
    answer('done'),
  ]);

const script = (accuracy: number): SimulationScriptInput => ({
  models: actorAndPredictor({ actorMs: 1000, predictorMs: 150, accuracy }),
  conversations: [2, 6].flatMap((steps) => [looks(steps, true), looks(steps, false)]),
});

/**
 * The relations of the benchmark: predictor and tool together are faster than the actor. How many workflow tasks carry
 * the events depends on the machine's load; the benchmark counts them too, this test does not.
 */
describe('history events a step besides workflow tasks, top-k 1', () => {
  const { toolset } = testToolset({ ms: () => 500 });
  let bed: Testbed;
  const counts = new Map<string, number>();

  beforeAll(async () => {
    bed = await Testbed.start({ script: script(1), toolset });
    await Promise.all([
      measure('baseline', 'right', { arm: 'baseline' }),
      measure('right 0', 'right', { speculation: { lookahead: 0 } }),
      measure('right 2', 'right', { speculation: { lookahead: 2 } }),
    ]);
    bed.models.setScript(script(0));
    await Promise.all([
      measure('wrong 0', 'wrong', { speculation: { lookahead: 0 } }),
      measure('wrong 2', 'wrong', { speculation: { lookahead: 2 } }),
    ]);
  }, 120_000);
  afterAll(() => bed?.stop());

  async function measure(
    name: string,
    kind: 'right' | 'wrong',
    options: Parameters<Testbed['run']>[1],
  ): Promise<void> {
    const [short = 0, long = 0] = await Promise.all(
      [2, 6].map(async (steps) => {
        const handle = await bed.startRun(`${steps} steps ${kind}`, options);
        await handle.result();
        return (await eventTypes(handle)).filter((type) => !type.startsWith('WORKFLOW_TASK_')).length;
      }),
    );
    counts.set(name, (long - short) / 4);
  }

  it('baseline → two activities of three events each', () => {
    expect(counts.get('baseline')).toBe(6);
  });

  it.each([
    ['right 0', 12],
    ['wrong 0', 15],
    ['right 2', 14],
    ['wrong 2', 30],
  ])('predictions %s (lookahead) → at most %d', (name, limit) => {
    expect(counts.get(name)).toBeLessThanOrEqual(limit);
  });
});
