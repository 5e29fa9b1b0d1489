import { describe, expect, it } from '@jest/globals';
import { createAskUser } from '../../activities/ask-user';
import type { ConversationUser } from '../../contracts/user';
import { Toolset } from '../../tools/toolset';
import { testToolset } from '../support/test-tools';
import { activityBed } from './activity-bed';

const { toolset } = testToolset({ ms: () => 1 });
const withUser = (user?: ConversationUser): Toolset =>
  new Toolset('test', toolset.list(), toolset.policy, user);

async function ask(user?: ConversationUser) {
  const bed = await activityBed({ toolset: withUser(user) });
  const textHash = await bed.store.putText('Which one?');
  const input = { run: bed.run, textHash, step: 3, idempotencyKey: 'f00d-3-user' };
  return bed.execute(createAskUser(bed.context), input);
}

describe('ask-user', () => {
  it('the user is shown the text, and told task, step and key → the reply', async () => {
    const asked: object[] = [];
    const reply = await ask({
      reply: ({ signal: _signal, ...input }) => {
        asked.push(input);
        return Promise.resolve({ done: false, text: 'This one.' });
      },
    });
    expect(reply).toEqual({ done: false, text: 'This one.' });
    expect(asked).toEqual([{ text: 'Which one?', taskId: 'test', step: 3, idempotencyKey: 'f00d-3-user' }]);
  });

  it('the user says no more → done', async () => {
    expect(await ask({ reply: () => Promise.resolve({ done: true }) })).toEqual({ done: true });
  });

  it('a reply that no history should hold → cut, and says so', async () => {
    const reply = await ask({ reply: () => Promise.resolve({ done: false, text: 'x'.repeat(200_000) }) });
    expect(reply).toEqual({ done: false, text: `${'x'.repeat(100_000)}\n[cut]` });
  });

  it('a toolset without a user → no_user, not retried', async () => {
    await expect(ask()).rejects.toMatchObject({ type: 'no_user', nonRetryable: true });
  });
});
