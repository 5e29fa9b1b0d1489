import type { ResultsFolder } from '../../results/write-results';
import type { Surroundings } from '../../embedded/surroundings';
import type { BatchPlan } from '../../sdk/plan-runs';
import { auditRuns } from '../../audit/audit-runs';
import type { Io } from '../io';
import { auditLines } from '../screen/audit-lines';

/**
 * The audit at the end of a batch: its runs that have a result, as far as this server still has their histories. Says what came of
 * it; false where something does not add up.
 */
export async function auditBatch(input: {
  io: Io;
  surroundings: Pick<Surroundings, 'client' | 'store'>;
  results: Pick<ResultsFolder, 'has'>;
  plan: BatchPlan;
}): Promise<boolean> {
  const { io, surroundings, results, plan } = input;
  const { client, store } = surroundings;
  const done = plan.entries.filter(({ id }) => results.has(id));
  const report = await auditRuns({ client, store, workflowIds: done.map(({ run }) => run.workflowId) });
  for (const line of auditLines(report)) io.say(line);
  return report.audits.every(({ findings }) => findings.length === 0);
}
