import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ForerunError } from '../../contracts/errors';
import type { ExampleFile } from './example';
import type { ExampleRow } from './example-row';

/**
 * The attachment of a row, or none. It is looked for beside the metadata under its name, then under `file_path` from the
 * metadata's folder and from the two folders above it (`file_path` counts from the root of the Hugging Face repository,
 * the metadata lie two folders down). Throws ForerunError `attachment_missing`, naming every place looked at.
 */
export async function findAttachment(input: {
  row: ExampleRow;
  folder: string;
  place: string;
}): Promise<ExampleFile[]> {
  const { row, folder, place } = input;
  const name = row.fileName ?? row.filePath?.split('/').at(-1);
  if (name === undefined || name === '') return [];
  const candidates = [join(folder, name), ...underRoots(folder, row.filePath)];
  for (const path of candidates) {
    if (await isFile(path)) return [{ name, path }];
  }
  throw new ForerunError({
    code: 'attachment_missing',
    blame: 'user',
    message: `${place}: its attachment ${JSON.stringify(name)} is not there (looked for ${candidates.join(', ')})`,
    remedy: `Put the file at ${join(folder, name)}, or fetch the dataset again with \`forerun gaia download\`.`,
    details: { place, name },
  });
}

/** `file_path` below each folder that may be the dataset's root; what leads out of that folder is left out. */
function underRoots(folder: string, filePath: string | undefined): string[] {
  if (filePath === undefined) return [];
  const roots = [folder, dirname(folder), dirname(dirname(folder))];
  return roots
    .map((root) => ({ root: resolve(root), path: resolve(root, filePath) }))
    .filter(({ root, path }) => !relative(root, path).split(sep).includes('..') && path !== root)
    .map(({ path }) => path);
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
