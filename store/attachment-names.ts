import type { Attachment } from '../contracts/task';

const MAX_BYTES = 200;

/**
 * The file names under which a task's attachments lie in its folder, in their order. Harmless whatever the task says:
 * no separators, no control characters, no leading dot, never too long. Each name is there once, also where case
 * does not count.
 */
export function attachmentFileNames(attachments: Pick<Attachment, 'name'>[]): string[] {
  const taken = new Set<string>();
  return attachments.map(({ name }) => {
    const wanted = harmless(name);
    let free = wanted;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${number}-${wanted}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function harmless(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = base
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_')
    .replace(/^\.+/, '_')
    .trim();
  return shortened(plain || 'attachment');
}

/** Cuts the middle, so that the ending stays: it says what the file is. */
function shortened(name: string): string {
  if (new TextEncoder().encode(name).byteLength <= MAX_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  let stem = name.slice(0, name.length - ending.length);
  while (new TextEncoder().encode(stem + ending).byteLength > MAX_BYTES)
    stem = [...stem].slice(0, -1).join('');
  return stem + ending;
}
