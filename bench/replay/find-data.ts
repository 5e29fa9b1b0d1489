import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../client/embedded/package-root';
import { ForerunError } from '../../contracts/errors';

/** Folder of the shared traces: FORERUN_TRACES, else `../shared/traces` beside the repository. */
export const tracesFolder = (env: NodeJS.ProcessEnv): string =>
  env.FORERUN_TRACES ? resolve(env.FORERUN_TRACES) : resolve(packageRoot(), '..', 'shared', 'traces');

/** The dev files of the shared traces. Throws ForerunError `traces_missing` where there are none. */
export async function devFiles(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = tracesFolder(env);
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => /\.dev\.jsonl(\.gz)?$/.test(name)).sort();
  if (files.length > 0) return files.map((name) => join(folder, name));
  throw new ForerunError({
    code: 'traces_missing',
    blame: 'user',
    message: `there are no traces to replay: ${folder} has no file *.dev.jsonl.gz`,
    remedy: 'Name files with --data, or their folder with FORERUN_TRACES.',
  });
}
