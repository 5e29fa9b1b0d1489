import type { BlobStore } from '../../contracts/blob-store';
import { ForerunError } from '../../contracts/errors';
import type { Hash, Message } from '../../contracts/transcript';
import { canonicalJson } from '../../core/canonical-json';
import type { Finding, FindingKind } from '../../learning/histories/finding';
import type { RebuiltRun } from '../../learning/histories/rebuilt-run';
import { mapBounded } from '../../store/map-bounded';

const READS_AT_A_TIME = 16;

/**
 * Every blob that the run's transcript names, read from the store itself and checked against its hash: the task, the
 * root, the nodes that activities had to store, and all texts and images. Throws the store's other errors.
 */
export async function checkBlobs(run: RebuiltRun, store: BlobStore): Promise<Finding[]> {
  const wanted = new Map<Hash, string>();
  const want = (hash: Hash | undefined, what: string): void => {
    if (hash !== undefined && !run.authored.has(hash) && !wanted.has(hash)) wanted.set(hash, what);
  };
  want(run.input.taskHash, 'the task');
  want(run.input.root.id, 'the root of the transcript');
  for (const step of run.steps) {
    want(step.transcriptId, `the transcript of step ${step.step}`);
    want(step.decision.text?.hash, `what the actor wrote in step ${step.step}`);
    for (const { call, told } of step.calls)
      want(told.textHash, `the outcome of ${call.tool} in step ${step.step}`);
  }
  for (const { node } of run.chain) for (const message of node.messages) wantAll(message, want);
  const found = await mapBounded([...wanted], READS_AT_A_TIME, ([hash, what]) => readable(store, hash, what));
  return [...found.flat(), ...(await rootFindings(run, store, found.flat()))];
}

function wantAll(message: Message, want: (hash: Hash | undefined, what: string) => void): void {
  switch (message.role) {
    case 'system':
      return;
    case 'user':
      return (message.images ?? []).forEach(({ hash, name }) => want(hash, `the image ${name}`));
    case 'assistant':
      want(message.textHash, 'what the actor wrote');
      return want(message.opaqueHash, "the provider's fields of a decision");
    case 'tool':
      return want(message.textHash, `the outcome of the call ${message.callId}`);
  }
}

async function readable(store: BlobStore, hash: Hash, what: string): Promise<Finding[]> {
  try {
    await store.get(hash);
    return [];
  } catch (error) {
    if (!(error instanceof ForerunError) || !isBlobError(error.code)) throw error;
    return [{ kind: error.code, message: `${what}: ${error.message}` }];
  }
}

const isBlobError = (code: string): code is Extract<FindingKind, 'blob_missing' | 'blob_corrupt'> =>
  code === 'blob_missing' || code === 'blob_corrupt';

/** Images of the root are named in its blob alone; its other text is in it. */
async function rootFindings(run: RebuiltRun, store: BlobStore, known: Finding[]): Promise<Finding[]> {
  if (known.some(({ message }) => message.includes(run.input.root.id))) return [];
  const text = new TextDecoder().decode(await store.get(run.input.root.id));
  const root = parsedRoot(text);
  if (!root || canonicalJson(root) !== text)
    return [{ kind: 'root_differs', message: `the root ${run.input.root.id} is no node of a transcript` }];
  const images = root.messages.flatMap((message) => (message.role === 'user' ? (message.images ?? []) : []));
  return (
    await mapBounded(images, READS_AT_A_TIME, ({ hash, name }) => readable(store, hash, `the image ${name}`))
  ).flat();
}

function parsedRoot(text: string): { parent: null; messages: Message[] } | undefined {
  try {
    const value = JSON.parse(text) as { parent?: unknown; messages?: unknown };
    return value.parent === null && Array.isArray(value.messages)
      ? (value as { parent: null; messages: Message[] })
      : undefined;
  } catch {
    return undefined;
  }
}
