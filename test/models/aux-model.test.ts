import { describe, expect, it } from '@jest/globals';
import { createAuxModel } from '../../models/aux-model';
import type { SimulationScriptInput } from '../../models/simulated/script';
import { until } from '../support/wait-for';
import { errorOf, profile, withServer } from './support';

const script: SimulationScriptInput = {
  models: { 'sim-vision': { role: 'aux' } },
  rules: [{ when: { lastUserIncludes: 'on the picture' }, reply: { text: 'A cat.' } }],
  transcriptions: [
    { match: 'note.mp3', text: 'Buy milk.' },
    { match: 'slow', text: 'late', seconds: 600 },
  ],
};

const models = (url: string, change: Parameters<typeof profile>[1] = {}): ReturnType<typeof createAuxModel> =>
  createAuxModel({
    vision: profile(url, { model: 'sim-vision', ...change }),
    transcribe: profile(url, { model: 'whisper-1', ...change }),
  });

const real = { signal: new AbortController().signal, ahead: false };
const ahead = { ...real, ahead: true };

describe('aux model', () => {
  it('a prompt with an image → the text, and what it cost', () =>
    withServer(script, async (server) => {
      const answer = await models(server.url).complete({
        system: 'Look.',
        prompt: 'What is on the picture?',
        images: [{ bytes: new Uint8Array(30_000), mime: 'image/png' }],
        maxTokens: 77,
        ...real,
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
        ...real,
      });
      expect(answer).toMatchObject({ text: 'Buy milk.', usage: { estimated: true } });
      expect(server.requests[0]).toMatchObject({
        model: 'whisper-1',
        parameters: { file: 'note.mp3', bytes: 3 },
      });
    }));

  it('a recording that the server refuses → a provider error', () =>
    withServer(script, async (server) => {
      const input = { bytes: new Uint8Array(1), name: 'other.wav', mime: 'audio/wav', ...real };
      const error = await errorOf(models(server.url).transcribe(input));
      expect(error).toMatchObject({ code: 'provider_bad_request' });
      expect(error.message).toContain('other.wav');
    }));

  it('a cancelled transcription → the connection closes', () =>
    withServer(script, async (server) => {
      const abort = new AbortController();
      const input = {
        ...{ bytes: new Uint8Array(1), name: 'slow.wav', mime: 'audio/wav' },
        ...{ signal: abort.signal, ahead: false },
      };
      const pending = errorOf(models(server.url).transcribe(input));
      await until(() => server.requests.length === 1);
      abort.abort();
      expect((await pending).code).toBe('cancelled');
      await until(() => server.requests[0]!.abortedByClient);
    }));

  it('requests ahead fill all slots and hang → a real one is answered at once, rule 1', () =>
    withServer(script, async (server) => {
      const model = models(server.url, { concurrency: 2, aheadConcurrency: 2 });
      const slow = { bytes: new Uint8Array(1), name: 'slow.wav', mime: 'audio/wav' };
      const guesses = [1, 2].map(() =>
        model.transcribe({ ...slow, ...ahead }).catch((error: unknown) => error),
      );
      await until(() => server.requests.length === 2);
      const note = { bytes: new Uint8Array([1]), name: 'note.mp3', mime: 'audio/mpeg' };
      expect(await model.transcribe({ ...note, ...real })).toMatchObject({ text: 'Buy milk.' });
      expect(await Promise.race(guesses)).toMatchObject({ code: 'ahead_preempted' });
    }));
});
