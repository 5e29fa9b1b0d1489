import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '../../contracts/run';
import { renderTranscript } from '../../activities/transcript-io';
import { testToolset } from '../support/test-tools';
import { Testbed } from '../support/testbed';
import { answer, conversation, look, actorAndPredictor } from './conversation';

const raw = (tool: string, rawArguments: string) => ({ calls: [{ tool, rawArguments }] });

/** What the actor writes, and the code under which it is told what is wrong with it. */
const MISTAKES = {
  'broken JSON': { turn: raw('look', '{"value": "a'), code: 'broken_arguments' },
  'a list for arguments': { turn: raw('look', '["a"]'), code: 'arguments_not_an_object' },
  'a number for arguments': { turn: raw('look', '7'), code: 'arguments_not_an_object' },
  'an unknown tool': { turn: raw('teleport', '{"value":"a"}'), code: 'unknown_tool' },
  'a missing argument': { turn: raw('look', '{}'), code: 'invalid_arguments' },
  'an argument too many': { turn: raw('look', '{"value":"a","depth":3}'), code: 'invalid_arguments' },
  'another type': { turn: raw('look', '{"value":7}'), code: 'invalid_arguments' },
} as const;

const names = Object.keys(MISTAKES) as (keyof typeof MISTAKES)[];

/** Whatever a model writes, the run goes on: the next request over the wire carries a typed outcome. */
describe('what models get wrong', () => {
  const { toolset, executions } = testToolset({ ms: () => 1 });
  let bed: Testbed;
  const outcomes = new Map<string, RunOutcome>();

  beforeAll(async () => {
    bed = await Testbed.start({
      toolset,
      script: {
        models: actorAndPredictor({ actorMs: 100, predictorMs: 5 }),
        // Only a model that is told of its mistake answers so.
        rules: [...new Set(names.map((name) => MISTAKES[name].code))].map((code) => ({
          when: { model: 'sim-actor', toolResultIncludes: `Error (${code})` },
          reply: answer(`told ${code}`),
        })),
        conversations: [
          ...names.map((name) => conversation(name, [MISTAKES[name].turn, answer('not told')])),
          conversation('one good and one bad', [
            { calls: [...look('good').calls!, ...raw('look', '{').calls] },
            answer('not told'),
          ]),
          conversation('nothing, then an answer', [{ text: '' }, answer('after the nudge')]),
          conversation('words, then an answer', [{ text: 'Let me think.' }, answer('after thinking')]),
          {
            ...conversation(
              'words for ever',
              Array.from({ length: 4 }, () => ({ text: 'Hm.' })),
            ),
            lastAnswer: 'FINAL ANSWER: at last',
          },
        ],
      },
    });
    const questions = [
      ...names,
      'one good and one bad',
      'nothing, then an answer',
      'words, then an answer',
      'words for ever',
    ];
    await Promise.all(
      questions.map(async (question) =>
        outcomes.set(question, await bed.run(question, { speculation: { lookahead: 1 } })),
      ),
    );
  });
  afterAll(() => bed?.stop());

  it.each(names)('%s → a typed outcome that the model is told, nothing executed', (name) => {
    const outcome = outcomes.get(name);
    const { code } = MISTAKES[name];
    expect(outcome).toMatchObject({ status: 'answered', answer: `told ${code}` });
    expect(outcome?.steps[0]?.calls[0]).toMatchObject({ ok: false, code, via: 'refused' });
    expect(outcome?.accounts).toMatchObject({
      calls: 1,
      eligibleCalls: 0,
      hits: 0,
      tools: { executions: 0 },
    });
  });

  it('one good call and one bad one → the good one is executed, the model is told of both', async () => {
    const outcome = outcomes.get('one good and one bad');
    expect(outcome).toMatchObject({ answer: 'told broken_arguments' });
    expect(outcome?.steps[0]?.calls).toMatchObject([{ ok: true }, { ok: false, code: 'broken_arguments' }]);
    expect(executions.filter(({ value }) => value === 'good').length).toBeGreaterThanOrEqual(1);
  });

  it('an empty message → a nudge, and the run goes on', async () => {
    const outcome = outcomes.get('nothing, then an answer');
    expect(outcome).toMatchObject({ status: 'answered', answer: 'after the nudge' });
    expect(outcome?.steps.map(({ kind }) => kind)).toEqual(['thinking', 'final']);
    const { params } = await renderTranscript(bed.context.store, outcome!.transcript);
    expect(params.map(({ role }) => role)).toEqual(['user', 'user', 'assistant']);
    expect(params[1]?.content).toMatch(/call a tool, or end with a line/);
  });

  it('words without call or answer → shown to the model again, with the nudge behind them', async () => {
    const outcome = outcomes.get('words, then an answer');
    expect(outcome).toMatchObject({ status: 'answered', answer: 'after thinking' });
    const { params } = await renderTranscript(bed.context.store, outcome!.transcript);
    expect(params.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(params[1]).toMatchObject({ content: 'Let me think.' });
  });

  it('words for ever → three times, then a last request without tools', () => {
    const outcome = outcomes.get('words for ever');
    expect(outcome).toMatchObject({ status: 'answered', answer: 'at last' });
    expect(outcome?.steps.map(({ kind }) => kind)).toEqual(['thinking', 'thinking', 'thinking', 'final']);
    const requests = bed.models.requests.filter(
      ({ conversation: name, role, ahead }) => name === 'words for ever' && role === 'actor' && !ahead,
    );
    expect(requests.map(({ toolNames }) => toolNames.length > 0)).toEqual([true, true, true, false]);
  });
});
