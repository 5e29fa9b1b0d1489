import { describe, expect, it } from '@jest/globals';
import { ForerunError } from '../../../contracts/errors';
import { createAudioTranscribe } from '../../../tools/media/audio-transcribe';
import { contextWith, scriptedModel, USAGE } from './media-context';

/** A real WAV of silence: 8 kHz, mono, 16 bit. */
function wav(samples: number): Buffer {
  const data = samples * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data, 40);
  return Buffer.concat([header, Buffer.alloc(data)]);
}

const MP3 = Buffer.concat([
  Buffer.from('ID3\x03\0\0\0\0\0\0'),
  Buffer.from([0xff, 0xfb, 0x90, 0x64]),
  Buffer.alloc(600),
]);
const M4A = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypM4A \0\0\0\0M4A isom'),
  Buffer.alloc(64),
]);
const FLAC = Buffer.concat([Buffer.from('fLaC\0\0\0\x22'), Buffer.alloc(64)]);

describe('audio_transcribe', () => {
  it('recording → one request with bytes, name and type', async () => {
    for (const [name, bytes, mime] of [
      ['a.wav', wav(80), 'audio/wav'],
      ['b.mp3', MP3, 'audio/mpeg'],
      ['c.m4a', M4A, 'audio/mp4'],
      ['d.flac', FLAC, 'audio/flac'],
    ] as const) {
      const model = scriptedModel([{ text: 'Read pages 3 to 9.' }]);
      const context = contextWith({ [name]: bytes });
      const outcome = await createAudioTranscribe({ model }).execute({ arguments: { path: name }, context });
      expect(outcome).toEqual({ ok: true, text: 'Read pages 3 to 9.', costUsd: USAGE.costUsd });
      expect(model.requests).toEqual([
        { kind: 'transcribe', input: { name, bytes, mime, signal: context.signal, ahead: false } },
      ]);
    }
  });

  it('unknown name, wrong content, too large → typed outcomes, asks nobody', async () => {
    const model = scriptedModel([]);
    const context = contextWith({
      'note.mp3': Buffer.from('words'),
      'long.wav': { bytes: wav(8), saidBytes: 26 * 1024 * 1024 },
    });
    const ask = (path: string) => createAudioTranscribe({ model }).execute({ arguments: { path }, context });
    expect(await ask('a.mp3')).toMatchObject({
      code: 'file_not_found',
      message: expect.stringContaining('note.mp3, long.wav'),
    });
    expect(await ask('note.mp3')).toMatchObject({ code: 'unsupported_type' });
    expect(await ask('long.wav')).toMatchObject({ code: 'file_too_large' });
    expect(model.requests).toEqual([]);
  });

  it('provider error → its code and retryability', async () => {
    const error = new ForerunError({
      code: 'provider_unreachable',
      message: 'No answer.',
      blame: 'provider',
      retryable: true,
    });
    const tool = createAudioTranscribe({ model: scriptedModel([{ error }]) });
    const outcome = await tool.execute({
      arguments: { path: 'a.wav' },
      context: contextWith({ 'a.wav': wav(8) }),
    });
    expect(outcome).toEqual({
      ok: false,
      code: 'provider_unreachable',
      message: 'No answer.',
      retryable: true,
    });
  });
});
