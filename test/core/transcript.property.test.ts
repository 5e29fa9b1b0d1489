import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message, TranscriptCall } from '../../contracts/transcript';
import { callId, nodeId, Transcript } from '../../core/transcript';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constant('user' as const), text: fc.string() }),
  fc.record({
    role: fc.constant('tool' as const),
    callId: fc.constant('s0001c001'),
    ok: fc.boolean(),
    textHash: hash,
  }),
  fc.record({
    role: fc.constant('assistant' as const),
    textHash: hash,
    calls: fc.constant<TranscriptCall[]>([]),
  }),
);
const steps = fc.array(fc.array(message, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
const root = { id: 'a'.repeat(64), depth: 0 };
const play = (all: Message[][], storedAfter: number[] = []): Transcript =>
  all.reduce((at, messages, index) => {
    const next = at.append(messages);
    return storedAfter.includes(index) ? next.asStored() : next;
  }, Transcript.stored(root));

describe('transcript ids', () => {
  it('the same messages, stored at other places, carried as a reference → the same id', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat({ max: 7 })), (all, storedAfter) => {
        const whole = play(all);
        expect(play(all, storedAfter).id).toBe(whole.id);
        expect(Transcript.fromRef(JSON.parse(JSON.stringify(whole.ref()))).id).toBe(whole.id);
        expect(whole.point.depth).toBe(all.length);
      }),
    );
  });

  it('a reference → its tail leads from the base to the id, node by node', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat({ max: 7 })), (all, storedAfter) => {
        const ref = play(all, storedAfter).ref();
        let at = ref.base?.id ?? null;
        for (const node of ref.tail) {
          expect(node.parent).toBe(at);
          at = nodeId(node);
        }
        expect(at).toBe(ref.id);
        expect((ref.base?.depth ?? -1) + ref.tail.length).toBe(ref.depth);
      }),
    );
  });

  it('another message anywhere → another id', () => {
    fc.assert(
      fc.property(steps, fc.nat(), message, (all, at, other) => {
        const index = at % all.length;
        fc.pre(JSON.stringify(all[index]) !== JSON.stringify([other]));
        expect(play(all.with(index, [other])).id).not.toBe(play(all).id);
      }),
    );
  });

  it('appending → what it appends to stays as it was', () => {
    fc.assert(
      fc.property(steps, message, (all, more) => {
        const transcript = play(all);
        const before = JSON.stringify(transcript.ref());
        transcript.append([more]);
        expect(JSON.stringify(transcript.ref())).toBe(before);
      }),
    );
  });

  it('call ids → nine alphanumerics, no two positions share one', () => {
    const position = fc.record({
      step: fc.integer({ min: 1, max: 60_000 }),
      index: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(position, position, (left, right) => {
        const id = callId(left.step, left.index);
        expect(id).toMatch(/^[a-z0-9]{9}$/);
        if (left.step !== right.step || left.index !== right.index)
          expect(callId(right.step, right.index)).not.toBe(id);
      }),
    );
  });
});
