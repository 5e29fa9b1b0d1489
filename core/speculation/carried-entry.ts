import type { Decision } from '../../contracts/decision';
import type { Outcome } from '../../contracts/outcome';
import type { CarriedDecision, CarriedEntry } from '../../contracts/run';
import type { ToolPolicy } from '../../contracts/tool-policy';
import type { DecisionEntry, OutcomeEntry } from './entry';

/** A finished outcome as continue-as-new takes it along. */
export function carriedOutcome(
  { key, call, source, predictor, step, epoch, launchedAtMs, end }: OutcomeEntry,
  outcome: Outcome,
): CarriedEntry {
  return {
    key,
    tool: call.tool,
    arguments: call.arguments,
    source,
    step,
    epoch,
    launchedAtMs,
    outcome,
    ...(predictor === undefined ? {} : { predictor }),
    ...(end ? { end } : {}),
  };
}

/** The entry that a carried outcome was; one that has served is owned. */
export function resumedOutcome(
  { tool, arguments: args, outcome, end, predictor, ...rest }: CarriedEntry,
  policy: ToolPolicy,
  number: number,
): OutcomeEntry {
  return {
    ...rest,
    kind: 'outcome',
    number,
    ...(predictor === undefined ? {} : { predictor }),
    call: { tool, arguments: args, key: rest.key },
    policy,
    settled: Promise.resolve({ status: 'succeeded', value: outcome }),
    owned: end !== undefined,
    value: outcome,
    end,
  };
}

/** A finished decision ahead as continue-as-new takes it along. */
export const carriedDecision = (
  { key, step, launchedAtMs }: DecisionEntry,
  decision: Decision,
): CarriedDecision => ({ transcriptId: key, step, launchedAtMs, decision });

/** The entry that a carried decision was. */
export const resumedDecision = (
  { transcriptId, step, launchedAtMs, decision }: CarriedDecision,
  number: number,
): DecisionEntry => ({
  kind: 'decision',
  number,
  key: transcriptId,
  source: 'ahead',
  step,
  launchedAtMs,
  settled: Promise.resolve({ status: 'succeeded', value: decision }),
  owned: false,
  value: decision,
});
