import { z } from 'zod';
import type { AuxModel } from '../../contracts/aux-model';
import type { Tool } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import { askModel } from './ask-model';
import { attachmentName } from './find-attachment';
import { readMedia, type MediaKind } from './read-media';

/** Formats and size as the OpenAI-compatible transcription endpoint takes them. */
const RECORDINGS: MediaKind = {
  noun: 'audio file',
  maxBytes: 25 * 1024 * 1024,
  mimes: {
    'audio/mpeg': 'audio/mpeg',
    'audio/wav': 'audio/wav',
    'audio/x-m4a': 'audio/mp4',
    'audio/mp4': 'audio/mp4',
    'video/mp4': 'audio/mp4',
    'audio/flac': 'audio/flac',
    'audio/ogg': 'audio/ogg',
    'audio/ogg; codecs=opus': 'audio/ogg',
    'video/webm': 'audio/webm',
    'video/matroska': 'audio/webm',
  },
  formats: 'mp3, wav, m4a, mp4, flac, ogg and webm recordings',
};

const Parameters = z.strictObject({
  path: z.string().min(1).max(1_000).describe("Name of one of the task's files."),
});

/** The words of an attached recording. */
export function createAudioTranscribe({ model }: { model: AuxModel }): Tool<z.output<typeof Parameters>> {
  return {
    name: 'audio_transcribe',
    description: `Writes down what is said in a recording among the task's files (${RECORDINGS.formats}).`,
    parameters: zodParameters(Parameters),
    normalise: ({ path }) => ({ path: attachmentName(path) }),
    async execute({ arguments: { path }, context }) {
      const read = await readMedia(path, RECORDINGS, context);
      if ('outcome' in read) return read.outcome;
      const { media } = read;
      return askModel({
        context,
        ask: () => model.transcribe({ ...media, signal: context.signal, ahead: context.ahead }),
      });
    },
  };
}
