import type { BlobStore } from '../../contracts/blob-store';
import { Task, type Attachment } from '../../contracts/task';
import type { ImageRef, Message, TranscriptNode, TranscriptPoint } from '../../contracts/transcript';
import { canonicalJson } from '../../core/canonical-json';
import { GAIA_SYSTEM_PROMPT, taskTitle, userPrompt } from '../../core/prompts';
import { nodeId } from '../../core/transcript';
import type { DatasetExample } from './example';
import { storeAttachments } from './store-attachments';

/** Image types that every vision model takes, and the largest file that is put into the prompt. */
const INLINED_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export const MAX_INLINED_BYTES = 5 * 1000 * 1000;

/** What a run's input says of its task: references into the store, and a title for people. */
export interface PreparedTask {
  task: Task;
  taskHash: string;
  root: TranscriptPoint;
  title: string;
}

/**
 * Puts everything that a run of this example needs into the store: attachments, the Task document, and the root of the
 * transcript (instructions, question, images). The same example gives the same hashes, so it may be prepared twice.
 * The ground truth is in the Task document only, never in the transcript.
 * Throws ForerunError `attachment_missing`, `attachment_too_large`, and the store's.
 */
export async function prepareTask(input: {
  example: DatasetExample;
  store: BlobStore;
  /** Instead of GAIA_SYSTEM_PROMPT. */
  systemPrompt?: string;
}): Promise<PreparedTask> {
  const { example, store, systemPrompt = GAIA_SYSTEM_PROMPT } = input;
  const attachments = await storeAttachments({ files: example.files, store });
  const { taskId, level, groundTruth, origin } = example;
  const question = wellFormed(example.question);
  const truth = groundTruth === undefined ? {} : { groundTruth };
  const task = Task.parse({ taskId, question, level, ...truth, attachments, origin });
  const node: TranscriptNode = { parent: null, messages: rootMessages(task, systemPrompt) };
  const [taskHash] = await Promise.all([putJson(store, task), putJson(store, node)]);
  return { task, taskHash, root: { id: nodeId(node), depth: 0 }, title: taskTitle(question) };
}

function rootMessages(task: Task, systemPrompt: string): Message[] {
  const images = task.attachments.filter(isInlined).map(({ hash, mime, name }): ImageRef => ({
    hash,
    mime,
    name,
  }));
  const shown = new Set(images.map(({ name }) => name));
  const text = userPrompt({ question: task.question, attachments: task.attachments, shown });
  return [
    { role: 'system', text: systemPrompt },
    { role: 'user', text, ...(images.length > 0 ? { images } : {}) },
  ];
}

const isInlined = ({ mime, bytes }: Attachment): boolean =>
  INLINED_TYPES.has(mime) && bytes <= MAX_INLINED_BYTES;

/** A text that UTF-8 can hold: half characters, which JSON escapes can produce, become U+FFFD. */
const wellFormed = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));

/** Stores the canonical JSON; its hash is the value's id. */
const putJson = (store: BlobStore, value: unknown): Promise<string> =>
  store.put(new TextEncoder().encode(canonicalJson(value)));
