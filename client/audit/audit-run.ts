import type { BlobStore } from '../../contracts/blob-store';
import type { RunStatus } from '../../contracts/run';
import { isLossy } from '../../contracts/is-lossy';
import type { Strategy } from '../../contracts/speculation';
import type { Finding } from '../../learning/histories/finding';
import { rebuildRun } from '../../learning/histories/rebuild-run';
import type { RebuiltCall, RebuiltRun } from '../../learning/histories/rebuilt-run';
import type { RunHistory } from '../../learning/histories/run-history';
import { assertStore } from '../../store/assert-store';
import { notFinished } from '../sdk/unfinished-run';
import { checkAccounts } from './check-accounts';
import { checkBlobs } from './check-blobs';
import { checkEffects } from './check-effects';
import { checkFreshness } from './check-freshness';
import { checkInput } from './check-input';

/** What the audit of one run found. */
export interface RunAudit {
  workflow_id: string;
  arm: 'baseline' | 'speculate';
  strategy: Strategy;
  /** Absent where the run ended without a result: its accounts could not be checked. */
  status?: RunStatus;
  /** Workflow executions that the run is made of. */
  parts: number;
  steps: number;
  calls: number;
  /** Calls that a pre-execution served, and decisions made ahead. */
  claims: number;
  decisions_ahead: number;
  /** Calls served by the outcome of another call, as the lossy strategy allows. They are no findings. */
  lossy_claims: number;
  blobs_checked: boolean;
  /** Claimed `pure` calls that were executed once more; absent where nobody asked for it. */
  reexecuted?: number;
  findings: Finding[];
}

/** A run's audit with what it was made of. */
export interface AuditedRun {
  audit: RunAudit;
  /** Absent where the history made no sense. */
  run?: RebuiltRun;
}

export const isClaim = ({ via }: RebuiltCall): boolean =>
  via === 'claimed' || via === 'joined' || via === 'reused';

/**
 * Audits a run that has ended from its history alone and, with a store, the blobs that it names. A history that cannot be
 * made sense of is a finding, `history_malformed`. Throws ForerunError `run_not_finished`, `store_mismatch`, and what the
 * store throws besides missing and corrupt blobs.
 */
export async function auditRun(history: RunHistory, store?: BlobStore): Promise<AuditedRun> {
  if (history.close.kind === 'open') throw notFinished(history.workflowId);
  const { input } = history.parts[0];
  if (store) await assertStore(store, input.storeId);
  const summary: RunAudit = {
    workflow_id: history.workflowId,
    arm: input.arm,
    strategy: input.speculation.strategy,
    parts: history.parts.length,
    steps: 0,
    calls: 0,
    claims: 0,
    decisions_ahead: 0,
    lossy_claims: 0,
    blobs_checked: store !== undefined,
    findings: [],
  };
  try {
    const run = rebuildRun(history);
    const findings = [...run.findings, ...checkRun(run), ...(store ? await checkBlobs(run, store) : [])];
    return { run, audit: { ...summary, ...countsOf(run), findings } };
  } catch (error) {
    // Fields that are missing or of another type.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const message = `the history does not have the form of a run's: ${error.message}`;
    return { audit: { ...summary, findings: [{ kind: 'history_malformed', message }] } };
  }
}

function countsOf(run: RebuiltRun): Partial<RunAudit> {
  const calls = run.steps.flatMap((step) => step.calls);
  const { strategy } = run.input.speculation;
  return {
    ...(run.outcome ? { status: run.outcome.status } : {}),
    steps: run.steps.length,
    calls: calls.length,
    claims: calls.filter(isClaim).length,
    decisions_ahead: run.steps.filter(({ decidedBy }) => decidedBy.input.ahead).length,
    lossy_claims: isLossy(strategy) ? calls.filter(({ lossy }) => lossy).length : 0,
  };
}

const checkRun = (run: RebuiltRun): Finding[] => [
  ...checkInput(run.history),
  ...checkEffects(run),
  ...checkFreshness(run),
  ...checkAccounts(run),
];
