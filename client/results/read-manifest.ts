import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForerunError } from '../../contracts/errors';
import { parseObject } from '../../core/parse-object';
import { errorCode } from '../../store/durable-file';
import { Manifest } from './manifest';
import { MANIFEST } from './read-results';

/**
 * The manifest in a folder, or undefined where there is none. Throws ForerunError `manifest_unreadable` where there is
 * one that this version cannot read: nothing may be put in its place.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw unreadable(file, 'cannot be read', error);
  });
  if (text === undefined) return undefined;
  const content = parseObject(text);
  if (!content) throw unreadable(file, 'is no JSON object, or only a part of one');
  const { format } = content;
  const { success, data, error } = Manifest.safeParse(content);
  if (success) return data;
  const known = Manifest.shape.format.value;
  if (typeof format !== 'string') throw unreadable(file, 'is no manifest of Forerun');
  if (format !== known)
    throw unreadable(file, `is of ${JSON.stringify(format)}; this version reads ${JSON.stringify(known)}`);
  throw unreadable(file, `is no manifest of a batch: ${error.issues[0]?.path.join('.')}`, error);
}

const unreadable = (file: string, why: string, cause?: unknown): ForerunError =>
  new ForerunError({
    code: 'manifest_unreadable',
    blame: 'user',
    message: `${file} ${why}`,
    remedy: 'Use the version of forerun that wrote it, restore it from a copy, or name another folder.',
    cause,
  });
