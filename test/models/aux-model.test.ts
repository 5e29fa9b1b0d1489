import { describe, expect, it } from '@jest/globals';
import { createAuxModel } from '../../models/aux-model';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { errorOf, profile, until, withServer } from './support';

const script: SimulationScriptInput = {
  models: { 'sim-vision': { role: 'aux' } },
  rules: [{ when: { lastUserIncludes: 'on the picture' }, reply: { text: 'A cat.' } }],
  transcriptions: [
    { match: 'note.mp3', text: 'Buy milk.' },
    { match: 'slow', text: 'late', seconds: 600 },
  ],
};

const models = (url: string): ReturnType<typeof createAuxModel> =>
  createAuxModel({
    vision: profile(url, { model: 'sim-vision' }),
    transcribe: profile(url, { model: 'whisper-1' }),
  });

const signal = new AbortController().signal;

describe('aux model', () => {
  it('a prompt with an image → the text, and what it cost', () =>
    withServer(script, async (server) => {
      const answer = await models(server.url).complete({
        system: 'Look.',
        prompt: 'What is on the picture?',
        images: [{ bytes: new Uint8Array(30_000), mime: 'image/png' }],
        maxTokens: 77,
        signal,
      });
      expect(answer.text).toBe('A cat.');
      expect(answer.usage.costUsd).toBeGreaterThan(0);
      expect(server.requests[0]).toMatchObject({ model: 'sim-vision', parameters: { max_tokens: 77 } });
    }));

  it('a recording → its text; the server counts no tokens, so they are an estimate', () =>
    withServer(script, async (server) => {
      const answer = await models(server.url).transcribe({
        bytes: new Uint8Array([1, 2, 3]),
        name: 'note.mp3',
        mime: 'audio/mpeg',
        signal,
      });
      expect(answer).toMatchObject({ text: 'Buy milk.', usage: { estimated: true } });
      expect(server.requests[0]).toMatchObject({
        model: 'whisper-1',
        parameters: { file: 'note.mp3', bytes: 3 },
      });
    }));

  it('a recording that the server refuses → a provider error', () =>
    withServer(script, async (server) => {
      const input = { bytes: new Uint8Array(1), name: 'other.wav', mime: 'audio/wav', signal };
      const error = await errorOf(models(server.url).transcribe(input));
      expect(error).toMatchObject({ code: 'provider_bad_request' });
      expect(error.message).toContain('other.wav');
    }));

  it('a cancelled transcription → the connection closes', () =>
    withServer(script, async (server) => {
      const abort = new AbortController();
      const input = { bytes: new Uint8Array(1), name: 'slow.wav', mime: 'audio/wav', signal: abort.signal };
      const pending = errorOf(models(server.url).transcribe(input));
      await until(() => server.requests.length === 1);
      abort.abort();
      expect((await pending).code).toBe('cancelled');
      await until(() => server.requests[0]!.abortedByClient);
    }));
});
