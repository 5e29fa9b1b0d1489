import { readFileSync } from 'node:fs';
import { rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ForerunError } from '../../contracts/errors';
import type { Config } from '../../contracts/config';
import { packageRoot } from '../embedded/package-root';
import { startManifest } from '../results/manifest';
import { readManifest } from '../results/read-manifest';
import { ResultsFolder } from '../results/write-results';
import type { ArmChoice } from '../sdk/plan-runs';
import { isBatchId } from './batch/plan-batch';

/** A new folder under `runs/` for a command's results: `runs/2026-01-31T12-00-00-example_000`. Pure. */
export function defaultFolder(name: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60);
  return join('runs', plain === '' ? time : `${time}-${plain}`);
}

/** How an arm is called in a manifest. Pure. */
export const armText = ({ arm, lookahead }: ArmChoice): string =>
  arm === 'baseline' ? arm : `${arm} lookahead ${lookahead}`;

/** Writes the conditions of a command's runs into its folder. */
export async function beginManifest(input: {
  results: ResultsFolder;
  batchId: string;
  argv: readonly string[];
  config: Config;
  arms: readonly ArmChoice[];
  dataset: Parameters<typeof startManifest>[0]['dataset'];
}): Promise<void> {
  const manifest = await startManifest({
    batchId: input.batchId,
    startedAt: new Date(),
    command: input.argv,
    config: input.config,
    arms: input.arms.map(armText),
    dataset: input.dataset,
    versions: versions(),
    sourceFolder: packageRoot(),
  });
  await input.results.begin(manifest);
}

const NAMED = ['@temporalio/client', 'openai', 'zod'];
const PackageFile = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

function versions(): Record<string, string> {
  const { version, dependencies } = PackageFile.parse(
    JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')),
  );
  return { forerun: version, ...Object.fromEntries(NAMED.map((name) => [name, dependencies[name] ?? '?'])) };
}

/** A folder in which a batch was begun and not finished must be resumed. Throws ForerunError `output_not_empty`, `manifest_unreadable`. */
export async function refuseUnfinished(folder: string): Promise<void> {
  const manifest = await readManifest(folder);
  if (!manifest) return;
  throw new ForerunError({
    code: 'output_not_empty',
    blame: 'user',
    message: `${folder} belongs to the batch ${manifest.batch_id}, which ${manifest.finished_at === undefined ? 'was not finished' : 'is finished'}.`,
    remedy:
      manifest.finished_at === undefined
        ? `Go on with it by --resume ${folder}, or name another folder with --output.`
        : 'Name another folder with --output.',
    details: { folder, batchId: manifest.batch_id },
  });
}

/**
 * Opens a folder for single runs: results that are there stay, one of the same run is replaced. The folder of a batch is
 * refused: its manifest is what a resume goes by. Throws ForerunError `output_not_empty`, `manifest_unreadable`.
 */
export async function openForRuns(folder: string): Promise<ResultsFolder> {
  const manifest = await readManifest(folder);
  if (manifest && isBatchId(manifest.batch_id)) {
    throw new ForerunError({
      code: 'output_not_empty',
      blame: 'user',
      message: `${folder} belongs to the batch ${manifest.batch_id}, single runs are not mixed in.`,
      remedy: 'Name another folder with --output.',
      details: { folder, batchId: manifest.batch_id },
    });
  }
  const there = await stat(folder).catch(() => undefined);
  return ResultsFolder.open(folder, there ? 'resume' : 'new');
}

/** Gives a folder back; one in which nothing was written goes. */
export async function closeFolder(results: ResultsFolder): Promise<void> {
  await results.close();
  await rmdir(results.folder).catch(() => undefined);
}
