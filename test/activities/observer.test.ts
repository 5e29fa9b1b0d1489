import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { Observer } from '../../activities/observer';
import type { Observed } from '../../contracts/events';
import type { ChatEvent } from '../../models/chat-types';
import { testToolset } from '../support/test-tools';
import { until } from '../support/wait-for';
import { toolCall } from './activity-bed';

const { toolset } = testToolset({ ms: () => 0 });
const identity = { runToken: 'f00d', transcript: 't'.repeat(64), attempt: 2 };

interface Recorded {
  asked: Observed[];
  signals: Observed[];
  logged: string[];
}

/** A client that records what a workflow would get. */
function observing(
  answers: { heed?: () => Promise<boolean>; signal?: () => Promise<void> } = {},
): Recorded & {
  observer: Observer;
} {
  const recorded: Recorded = { asked: [], signals: [], logged: [] };
  const handle = {
    query: async (_: string, observed: Observed) => {
      recorded.asked.push(observed);
      return answers.heed ? answers.heed() : true;
    },
    signal: async (name: string, observed: Observed) => {
      expect(name).toBe('observed');
      await answers.signal?.();
      recorded.signals.push(observed);
    },
  };
  const client = {
    workflow: {
      getHandle: (id: string, runId?: string) => {
        // Without a run id a signal follows the run through continue-as-new.
        expect([id, runId]).toEqual(['run-test', undefined]);
        return handle;
      },
    },
  } as unknown as Pick<Client, 'workflow'>;
  const log = { debug: (message: string) => recorded.logged.push(message) };
  return { ...recorded, observer: new Observer({ client, toolset, workflowId: 'run-test', identity, log }) };
}

const named = (index: number, name: string): ChatEvent => ({ type: 'tool_name', index, name });
const whole = (index: number, name: string, argumentsText: string): ChatEvent => ({
  ...{ type: 'tool_call', index, name, argumentsText },
});

describe('Observer', () => {
  it('a name, and its call while the stream goes on: → told with token, transcript and attempt', async () => {
    const { observer, signals } = observing();
    observer.onEvent(named(0, 'look'));
    await until(() => signals.length === 1);
    observer.onEvent(whole(0, 'look', '{"value":" a "}'));
    await until(() => signals.length === 2);
    await observer.end();
    const { arguments: args, key } = toolCall('look', { value: 'a' });
    expect(signals).toEqual([
      { ...identity, calls: [{ index: 0, tool: 'look' }] },
      { ...identity, calls: [{ index: 0, tool: 'look', call: { arguments: args, key } }] },
    ]);
  });

  it('several news at once: → one signal with the latest of each position', async () => {
    const { observer, signals } = observing();
    observer.onEvent(named(0, 'look'));
    observer.onEvent(whole(0, 'look', '{"value":"a"}'));
    observer.onEvent(named(1, 'compute'));
    await until(() => signals.length > 0);
    await observer.end();
    expect(signals).toHaveLength(1);
    expect(signals[0]?.calls.map(({ index, call }) => [index, call?.arguments])).toEqual([
      [0, { value: 'a' }],
      [1, undefined],
    ]);
  });

  it('the stream ends at once: → nothing is sent, the decision tells', async () => {
    const { observer, asked, signals } = observing();
    observer.onEvent(whole(0, 'look', '{"value":"a"}'));
    await observer.end();
    await sleep(100);
    expect([asked, signals]).toEqual([[], []]);
  });

  it('the answer came in one piece: → told before the end', async () => {
    const { observer, signals } = observing();
    observer.onEvent(whole(0, 'look', '{"value":"a"}'));
    observer.flush();
    await observer.end();
    expect(signals).toHaveLength(1);
  });

  it('the run would heed nothing of it: → asked, not signalled', async () => {
    const { observer, asked, signals } = observing({ heed: () => Promise.resolve(false) });
    observer.onEvent(named(0, 'look'));
    await until(() => asked.length === 1);
    await observer.end();
    expect(signals).toEqual([]);
  });

  it('the question fails: → when in doubt, signalled', async () => {
    const { observer, signals } = observing({ heed: () => Promise.reject(new Error('busy')) });
    observer.onEvent(named(0, 'look'));
    await until(() => signals.length === 1);
    await observer.end();
  });

  it('the signal fails: → swallowed and logged, the next one is sent', async () => {
    let failures = 0;
    const signal = (): Promise<void> =>
      failures++ === 0 ? Promise.reject(new Error('not found')) : Promise.resolve();
    const { observer, signals, logged } = observing({ signal });
    observer.onEvent(named(0, 'look'));
    await until(() => logged.length === 1);
    observer.onEvent(named(1, 'compute'));
    await until(() => signals.length === 1);
    await observer.end();
    expect(signals[0]?.calls).toEqual([{ index: 1, tool: 'compute' }]);
  });

  it('a server that never answers: → the decision does not wait for it', async () => {
    const { observer, signals } = observing({ signal: () => new Promise(() => undefined) });
    observer.onEvent(named(0, 'look'));
    observer.flush();
    await observer.end();
    expect(signals).toEqual([]);
  });

  it.each([
    ['an unknown tool', named(0, 'nonsense')],
    ['text', { type: 'delta', kind: 'text', text: 'look' } as ChatEvent],
  ])('%s: → nothing to tell', async (_, event) => {
    const { observer, asked } = observing();
    observer.onEvent(event);
    observer.flush();
    await observer.end();
    expect(asked).toEqual([]);
  });

  it.each(['{"value":', '[]', '{"other":1}'])('arguments %s: → the name alone is told', async (text) => {
    const { observer, signals } = observing();
    observer.onEvent(whole(0, 'look', text));
    observer.flush();
    await observer.end();
    expect(signals[0]?.calls).toEqual([{ index: 0, tool: 'look' }]);
  });
});
