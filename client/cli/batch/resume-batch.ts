import { ForerunError } from '../../../contracts/errors';
import type { Manifest } from '../../results/manifest';
import type { ResultsFolder } from '../../results/write-results';
import { newToken } from '../../sdk/new-token';
import { replan, type BatchEntry, type BatchPlan } from '../../sdk/plan-runs';
import { readManifest } from '../../results/read-manifest';

/** The manifest of a folder that a batch was begun in. Throws ForerunError `nothing_to_resume`, `manifest_unreadable`. */
export async function batchOf(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest) return manifest;
  throw new ForerunError({
    code: 'nothing_to_resume',
    blame: 'user',
    message: `${folder} holds no manifest.json of a batch that could be resumed.`,
    remedy: 'Name a folder that `forerun batch` has written, or start a new batch with --output.',
    details: { folder },
  });
}

/** What is left of a plan: runs without a result, or, where `retried` is given, exactly those. Pure. */
export function remainingEntries(input: {
  plan: BatchPlan;
  results: Pick<ResultsFolder, 'has'>;
  retried?: ReadonlySet<string>;
}): BatchEntry[] {
  const { plan, results, retried } = input;
  return plan.entries.filter(({ id }) => (retried ? retried.has(id) : !results.has(id)));
}

/** The plan of a batch that goes on with another: all its runs, those in `rest` under new workflow ids. */
export function restartPlan(plan: BatchPlan, rest: readonly BatchEntry[], batchId: string): BatchPlan {
  const again = new Map(replan(rest, newToken).map((entry) => [entry.id, entry]));
  return { ...plan, batchId, entries: plan.entries.map((entry) => again.get(entry.id) ?? entry) };
}
