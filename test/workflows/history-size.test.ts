import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { eventTypes } from '../support/history';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';

const look = (value: string) => ({ tool: 'look', arguments: { value } });

/** Tasks that differ only in their number of steps: the difference is what a step costs. */
const conversation = (steps: number, wrong: boolean) => ({
  id: `${steps}-${wrong}`,
  match: `${steps} steps ${wrong ? 'wrong' : 'right'}`,
  turns: [
    ...Array.from({ length: steps }, (_, index) => ({
      calls: [look(`step ${index}`)],
      ...(wrong ? { wrong: [{ calls: [look(`wrong ${index}`)] }] } : {}),
    })),
    { text: 'FINAL ANSWER: done' },
  ],
});

const script = (accuracy: number): SimulationScriptInput => ({
  models: {
    'sim-actor': { role: 'actor', latency: { fixedMs: 1000 } },
    'sim-predictor': { role: 'predictor', latency: { fixedMs: 150 }, accuracy },
  },
  conversations: [2, 6].flatMap((steps) => [conversation(steps, true), conversation(steps, false)]),
});

/** The relations of the benchmark: predictor and tool together are faster than the actor. */
describe('history events a step, top-k 1', () => {
  const { toolset } = testToolset({ ms: () => 500 });
  let bed: Testbed;

  beforeAll(async () => {
    bed = await Testbed.start({ script: script(1), toolset });
  });
  afterAll(() => bed?.stop());

  async function eventsAStep(
    kind: 'right' | 'wrong',
    options: Parameters<Testbed['run']>[1],
  ): Promise<number> {
    bed.models.setScript(script(kind === 'right' ? 1 : 0));
    const counts: number[] = [];
    for (const steps of [2, 6]) {
      const handle = await bed.startRun(`${steps} steps ${kind}`, options);
      await handle.result();
      counts.push((await eventTypes(handle)).length);
    }
    return ((counts[1] ?? 0) - (counts[0] ?? 0)) / 4;
  }

  it('baseline → at most 12', async () => {
    expect(await eventsAStep('right', { arm: 'baseline' })).toBeLessThanOrEqual(12);
  });

  it.each([
    ['right', 0, 25],
    ['wrong', 0, 25],
    ['right', 2, 52],
    ['wrong', 2, 52],
  ] as const)('all predictions %s, lookahead %d → at most %d', async (kind, lookahead, limit) => {
    expect(await eventsAStep(kind, { speculation: { lookahead } })).toBeLessThanOrEqual(limit);
  });
});
