import { createHash } from 'node:crypto';
import type { AuxModel } from '../../../contracts/aux-model';
import type { BlobStore } from '../../../contracts/blob-store';
import type { ToolContext } from '../../../contracts/tool';
import { absent, toolContext } from '../tool-context';

type Request = { kind: 'complete' | 'transcribe'; input: Record<string, unknown> };
type Turn = { text: string } | { error: Error };

export const USAGE = { promptTokens: 10, cachedTokens: 0, completionTokens: 5, costUsd: 0.002 };

/** A model that answers from a script, keeps every request, and fails loudly when the script has ended. */
export function scriptedModel(turns: Turn[]): AuxModel & { requests: Request[] } {
  const requests: Request[] = [];
  const next = (kind: Request['kind'], input: Record<string, unknown>) => {
    requests.push({ kind, input });
    const turn = turns[requests.length - 1];
    if (turn === undefined) throw new Error(`scriptedModel: request ${requests.length} is not in the script`);
    return 'error' in turn ? Promise.reject(turn.error) : Promise.resolve({ text: turn.text, usage: USAGE });
  };
  return {
    requests,
    complete: (input) => next('complete', input),
    transcribe: (input) => next('transcribe', input),
  };
}

/** A context whose attachments lie in memory, under their real hashes. */
export function contextWith(
  files: Record<string, Uint8Array | { bytes: Uint8Array; saidBytes: number }>,
  over: Partial<ToolContext> = {},
): ToolContext {
  const blobs = new Map<string, Uint8Array>();
  const attachments = Object.entries(files).map(([name, file]) => {
    const bytes = 'saidBytes' in file ? file.bytes : file;
    const hash = createHash('sha256').update(bytes).digest('hex');
    blobs.set(hash, bytes);
    return {
      name,
      hash,
      mime: 'application/octet-stream',
      bytes: 'saidBytes' in file ? file.saidBytes : bytes.length,
    };
  });
  const get: BlobStore['get'] = async (hash) => blobs.get(hash) ?? absent(`blob ${hash}`)();
  const store = new Proxy({ get } as BlobStore, {
    get: (target, name) => (name === 'get' ? target.get : absent(`the store's ${String(name)}`)),
  });
  return toolContext({ attachments, store, ...over });
}
