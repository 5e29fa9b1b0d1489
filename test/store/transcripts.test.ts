import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BlobStore } from '../../contracts/blob-store';
import type { Message, TranscriptRef } from '../../contracts/transcript';
import { SNAPSHOT_EVERY, Transcript } from '../../core/transcript';
import { encodeNode } from '../../store/transcript-chain';
import { loadMessages, loadTexts, storeTail } from '../../store/transcripts';
import { MemoryStore } from '../support/memory-store';

const user = (text: string): Message => ({ role: 'user', text });

/** The same content, read by somebody who has cached nothing. */
function coldReader(store: MemoryStore): MemoryStore {
  const reader = new MemoryStore();
  for (const [hash, bytes] of store.blobs) reader.blobs.set(hash, bytes);
  for (const [name, bytes] of store.named) reader.named.set(name, bytes);
  return reader;
}

function rootRef(messages: Message[]): TranscriptRef {
  const { id, node } = encodeNode({ parent: null, messages });
  return { id, depth: 0, base: null, tail: [node] };
}

/** Stores a chain of `depth` nodes above the root, `batch` at a time. */
async function chain(
  store: BlobStore,
  depth: number,
  batch = 1,
): Promise<{ last: Transcript; messages: Message[] }> {
  const root = rootRef([{ role: 'system', text: 's' }, user('q')]);
  await storeTail(store, root);
  let transcript = Transcript.stored({ id: root.id, depth: 0 });
  const messages = [...(root.tail[0]?.messages ?? [])];
  for (let step = 1; step <= depth; step += 1) {
    const added = [user(`step ${step}`), user('and')];
    messages.push(...added);
    transcript = transcript.append(added);
    if (step % batch === 0 || step === depth) {
      await storeTail(store, transcript.ref());
      transcript = transcript.asStored();
    }
  }
  return { last: transcript, messages };
}

describe('storeTail and loadMessages', () => {
  it('any chain stored in any pieces: → the same messages for who wrote them and for a cold reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3 * SNAPSHOT_EVERY), fc.integer({ min: 1, max: 20 }), async (depth, batch) => {
        const store = new MemoryStore();
        const { last, messages } = await chain(store, depth, batch);
        expect(await loadMessages(store, last.point)).toEqual(messages);
        expect(await loadMessages(coldReader(store), last.point)).toEqual(messages);
        expect(await loadMessages(coldReader(store), last.ref())).toEqual(messages);
      }),
      { numRuns: 25 },
    );
  });

  it('a cold reader of a long chain: → few reads; a second load: → none', async () => {
    const store = new MemoryStore();
    const { last } = await chain(store, 100);
    const reader = coldReader(store);
    await loadMessages(reader, last.point);
    expect(reader.reads).toHaveLength((100 % SNAPSHOT_EVERY) + 1);
    await loadMessages(reader, last.point);
    expect(reader.reads).toHaveLength((100 % SNAPSHOT_EVERY) + 1);
  });

  it('stored node: → the SHA-256 of its bytes is its id; storing again changes nothing', async () => {
    const store = new MemoryStore();
    const { last } = await chain(store, 3);
    const before = [...store.blobs.keys()];
    expect(before).toContain(last.id);
    await chain(store, 3);
    await chain(coldReader(store), 3);
    expect([...store.blobs.keys()]).toEqual(before);
  });

  it('a tail that is not stored: → loaded from the reference alone, and not taken for stored', async () => {
    const store = new MemoryStore();
    const { last, messages } = await chain(store, 2);
    const ahead = last.append([user('future')]);
    expect(await loadMessages(store, ahead.ref())).toEqual([...messages, user('future')]);
    await expect(loadMessages(store, ahead.point)).rejects.toMatchObject({ code: 'blob_missing' });
    await storeTail(store, ahead.ref());
    expect(await loadMessages(coldReader(store), ahead.point)).toHaveLength(messages.length + 1);
  });

  it('an empty tail: → nothing stored', async () => {
    const store = new MemoryStore();
    const { last } = await chain(store, 1);
    const count = store.blobs.size;
    await storeTail(store, last.ref());
    expect(store.blobs.size).toBe(count);
  });

  it('loaded messages: → cannot be changed by one reader for the others', async () => {
    const store = new MemoryStore();
    const { last } = await chain(store, 1);
    const [first] = await loadMessages(store, last.point);
    expect(() => Object.assign(first ?? {}, { text: 'changed' })).toThrow(TypeError);
  });

  it.each<[string, (ref: TranscriptRef) => TranscriptRef]>([
    ['another id', (ref) => ({ ...ref, id: 'f'.repeat(64) })],
    ['another depth', (ref) => ({ ...ref, depth: ref.depth + 1 })],
    [
      'changed messages',
      (ref) => ({ ...ref, tail: ref.tail.map((node) => ({ ...node, messages: [user('x')] })) }),
    ],
    [
      'another parent',
      (ref) => ({ ...ref, tail: ref.tail.map((node) => ({ ...node, parent: 'e'.repeat(64) })) }),
    ],
    ['no tail', (ref) => ({ ...ref, tail: [] })],
    ['no base', (ref) => ({ ...ref, base: null })],
  ])('a reference with %s → transcript_invalid, nothing stored', async (_, change) => {
    const store = new MemoryStore();
    const { last } = await chain(store, 2);
    const count = store.blobs.size;
    const ref = change(last.append([user('next')]).ref());
    const invalid = {
      code: 'transcript_invalid',
      retryable: false,
      message: expect.stringContaining(ref.id),
    };
    await expect(storeTail(store, ref)).rejects.toMatchObject(invalid);
    await expect(loadMessages(store, ref)).rejects.toMatchObject(invalid);
    expect(store.blobs.size).toBe(count);
  });
});

describe('loadMessages from a damaged store', () => {
  it('a node is missing or changed: → blob_missing or blob_corrupt that name it', async () => {
    const store = new MemoryStore();
    const { last } = await chain(store, 5);
    const middle = [...store.blobs.keys()][2] ?? '';
    const changed = coldReader(store);
    changed.blobs.set(middle, new TextEncoder().encode('{}'));
    await expect(loadMessages(changed, last.point)).rejects.toMatchObject({
      code: 'blob_corrupt',
      message: expect.stringContaining(middle),
    });
    const cut = coldReader(store);
    cut.blobs.delete(middle);
    await expect(loadMessages(cut, last.point)).rejects.toMatchObject({
      code: 'blob_missing',
      retryable: false,
      message: expect.stringContaining(middle),
    });
  });

  it.each(['{', '{"nodes":[]}', '{"nodes":[{"parent":null,"messages":[{"role":"user","text":"forged"}]}]}'])(
    'snapshot is %s → passed over, read from the nodes',
    async (forged) => {
      const store = new MemoryStore();
      const { last, messages } = await chain(store, SNAPSHOT_EVERY);
      const reader = coldReader(store);
      reader.named.set(`snapshots/${last.id}`, new TextEncoder().encode(forged));
      expect(await loadMessages(reader, last.point)).toEqual(messages);
    },
  );

  it('a snapshot with one message changed: → passed over', async () => {
    const store = new MemoryStore();
    const { last, messages } = await chain(store, SNAPSHOT_EVERY);
    const reader = coldReader(store);
    const name = `snapshots/${last.id}`;
    const text = new TextDecoder().decode(reader.named.get(name));
    expect(text).toContain('step 3');
    reader.named.set(name, new TextEncoder().encode(text.replace('step 3', 'step X')));
    expect(await loadMessages(reader, last.point)).toEqual(messages);
  });

  it('a blob that is no node, a wrong depth: → transcript_invalid', async () => {
    const store = new MemoryStore();
    const hash = await store.putText('just text');
    const invalid = { code: 'transcript_invalid', retryable: false };
    await expect(loadMessages(store, { id: hash, depth: 0 })).rejects.toMatchObject(invalid);
    const { last } = await chain(store, 3);
    for (const depth of [2, 4]) {
      await expect(loadMessages(store, { id: last.id, depth })).rejects.toMatchObject(invalid);
    }
  });
});

describe('loadTexts', () => {
  it('messages with hashes: → each text once, read once', async () => {
    const store = new MemoryStore();
    const [a, b, c] = await Promise.all(['ä', 'b', 'opaque'].map((text) => store.putText(text)));
    const messages: Message[] = [
      user('in place'),
      { role: 'assistant', calls: [], textHash: a, opaqueHash: c },
      { role: 'tool', callId: 's0001c001', ok: true, textHash: b ?? '' },
      { role: 'tool', callId: 's0001c002', ok: true, textHash: b ?? '' },
    ];
    const texts = await loadTexts(store, messages);
    expect([...texts.entries()].toSorted()).toEqual(
      [
        [a, 'ä'],
        [b, 'b'],
        [c, 'opaque'],
      ].toSorted(),
    );
    await loadTexts(store, messages);
    expect(store.reads).toHaveLength(3);
  });

  it('a text is missing: → blob_missing', async () => {
    const message: Message = { role: 'tool', callId: 'c', ok: true, textHash: 'a'.repeat(64) };
    await expect(loadTexts(new MemoryStore(), [message])).rejects.toMatchObject({ code: 'blob_missing' });
  });
});
