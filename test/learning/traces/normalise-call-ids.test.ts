import { describe, expect, it } from '@jest/globals';
import { Trace } from '../../../contracts/trace';
import { normaliseCallIds } from '../../../learning/traces/normalise-call-ids';
import { idsOf, trace } from './trace-files';

const turn = (...ids: unknown[]): unknown => ({
  role: 'assistant',
  tool_calls: ids.map((id) => ({ id, name: 'look', arguments: {} })),
});
const answer = (id?: unknown): unknown => ({ role: 'tool', content: '', tool_call_id: id });

const normalised = (...messages: unknown[]): { calls: unknown[]; answers: unknown[] } =>
  idsOf(normaliseCallIds(Trace.parse(trace({ messages }))));

describe('normaliseCallIds', () => {
  it('whole and unique → unchanged', () => {
    const ids = normalised(turn('a', 'b'), answer('b'), answer('a'), turn('c'), answer('c'));
    expect(ids).toEqual({ calls: ['a', 'b', 'c'], answers: ['b', 'a', 'c'] });
  });

  it('none recorded → the answers follow their turn', () => {
    const ids = normalised(turn(null, undefined), answer(), answer(null), turn(''), answer(''));
    expect(ids).toEqual({ calls: ['call_1', 'call_2', 'call_3'], answers: ['call_1', 'call_2', 'call_3'] });
  });

  it('one id for every turn → told apart, answers with their own turn', () => {
    const ids = normalised(turn('0', '1'), answer('1'), answer('0'), turn('0'), answer('0'));
    expect(ids).toEqual({ calls: ['0', '1', 'call_1'], answers: ['1', '0', 'call_1'] });
  });

  it('one id twice in a turn → in order', () => {
    const ids = normalised(turn('x', 'x'), answer('x'), answer('x'));
    expect(ids).toEqual({ calls: ['x', 'call_1'], answers: ['x', 'call_1'] });
  });

  it('made-up ids → never one that is recorded, also later', () => {
    const ids = normalised(turn(null), answer(), turn('call_1'), answer('call_1'));
    expect(ids).toEqual({ calls: ['call_2', 'call_1'], answers: ['call_2', 'call_1'] });
  });

  it('an unanswered call → does not take the next turn’s answer', () => {
    const ids = normalised(turn('a'), { role: 'user', content: 'stop' }, turn(null), answer());
    expect(ids).toEqual({ calls: ['a', 'call_1'], answers: ['call_1'] });
  });

  it('an answer that no call asked for → left as it is', () => {
    expect(normalised(answer('z'), turn('a'), answer('a'), answer('z'))).toEqual({
      calls: ['a'],
      answers: ['z', 'a', 'z'],
    });
  });
});
