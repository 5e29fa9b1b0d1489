import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ForerunError, messageOf } from '../../contracts/errors';
import { ReplayRecording } from '../../contracts/replay';

/**
 * Reads what the toolset `replay` plays, packed with gzip or not. Throws ForerunError `recording_missing` where the file
 * cannot be read, `recording_invalid` where it is none of this version.
 */
export function loadRecording(path: string): ReplayRecording {
  const problem = (code: string, reason: string): ForerunError =>
    new ForerunError({
      code,
      blame: 'user',
      message: `the recording ${path || '(none named)'} ${reason}`,
      remedy: 'FORERUN_RECORDING names the file; `npm run bench:replay` writes its own (docs/replay.md).',
    });
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw problem('recording_missing', `cannot be read: ${messageOf(error)}`);
  }
  try {
    const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
    return ReplayRecording.parse(JSON.parse(text));
  } catch (error) {
    throw problem('recording_invalid', `is no recording of this version: ${messageOf(error).slice(0, 300)}`);
  }
}
