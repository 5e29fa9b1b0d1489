import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ToolOutcome } from '../../../contracts/tool';
import { createFileRead } from '../../../tools/file-read/file-read';
import { ZipArchive } from '../../../tools/file-read/zip-archive';
import { toolContext } from '../tool-context';
import { zipBytes } from './zip-bytes';

export const fixtures = resolve(__dirname, '../../fixtures/files');
export const tool = createFileRead();

export interface Asked {
  path: string;
  sheet?: string;
  offset?: number;
  limit?: number;
}

interface Over {
  folder?: string;
  maxChars?: number;
  ahead?: boolean;
  /** Another tool than the shared one. */
  by?: typeof tool;
}

/** Runs the tool over a folder (that of the fixtures by default); it may ask for nothing else. */
export function read(args: Asked | string, over: Over = {}): Promise<ToolOutcome> {
  const { folder = fixtures, by = tool, ...rest } = over;
  const context = toolContext({ taskFolder: () => Promise.resolve(folder), ...rest });
  return by.execute({ arguments: typeof args === 'string' ? { path: args } : args, context });
}

/** The text of a read that must succeed. */
export async function text(args: Asked | string, over: Over = {}): Promise<string> {
  const outcome = await read(args, over);
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.text;
}

/** The failure of a read that must fail. */
export async function failure(
  args: Asked | string,
  folder?: string,
): Promise<{ code: string; message: string; retryable: boolean }> {
  const outcome = await read(args, folder === undefined ? {} : { folder });
  if (outcome.ok) throw new Error(`read: ${outcome.text.slice(0, 200)}`);
  return outcome;
}

/** A new folder with one file in it, below `parent`. */
export async function folderWith(parent: string, name: string, bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(parent, 'folder-'));
  await writeFile(join(folder, name), bytes);
  return folder;
}

/** A fixture of the Zip family with one part replaced. */
export async function withPart(
  name: string,
  part: string,
  data: Buffer,
  claimedBytes?: number,
): Promise<Buffer> {
  const archive = await ZipArchive.open(await readFile(join(fixtures, name)), name);
  if (!archive.has(part)) throw new Error(`${name} has no part ${part}`);
  const inputs = archive.members().map(async (member) => {
    if (member.name === part) return { name: part, data, claimedBytes };
    return { name: member.name, data: await archive.read(member.name) };
  });
  return zipBytes(await Promise.all(inputs));
}
