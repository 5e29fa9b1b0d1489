import { CancellationScope, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ForerunActivities } from '../contracts/activities';
import type { Call } from '../contracts/call';
import type { Outcome } from '../contracts/outcome';
import type { LearningSettings, RunInput, StepNote } from '../contracts/run';
import { describeCall } from '../core/describe-call';
import { policyOf } from '../core/policy-of';
import { sha256Hex } from '../core/sha256';
import type { Ports } from '../core/speculation/ports';
import { aheadOptions, realOptions } from './activity-options';
import { aheadFlight, decideFlight, realFlight, toolFlight } from './flights';
import { runContext } from './run-context';

const SUMMARY_CHARS = 180;

/** Start-to-close of a tool that the pinned policy does not name; only real calls get that far. */
const DEFAULT_TOOL_MS = 60_000;

/** Longest that one reply of the user may take; a run's own limit of seconds ends the wait before. */
const USER_MS = 7 * 24 * 3_600_000;

/** The outcome of a call whose execution could not be brought to an end: the model is told, rule 9. */
function lostOutcome(call: Call, idempotent: boolean, error: unknown): Outcome {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = idempotent ? 'tool_unavailable' : 'outcome_unknown';
  const text = idempotent
    ? `Error (${code}): ${call.tool} could not be executed: ${reason}`
    : `Error (${code}): ${call.tool} was started, but whether it took effect is unknown: ${reason}. Check before you repeat it.`;
  const base = {
    textHash: sha256Hex(text),
    preview: text.slice(0, 200),
    chars: text.length,
    seconds: 0,
    costUsd: 0,
  };
  return { ...base, ok: false, code, retryable: false, authoredText: text };
}

/** The ports of the agent loop, carried out by Temporal activities on the queues of DESIGN.md. */
export function temporalPorts(input: RunInput, takeNotes: () => { since?: StepNote[] }): Ports {
  const root = CancellationScope.current();
  const run = runContext(input, workflowInfo().workflowId);
  const { timeouts } = input;
  const activities = (options: Parameters<typeof proxyActivities>[0]): ForerunActivities =>
    proxyActivities<ForerunActivities>(options);
  const user = input.user === 'toolset' ? { user: 'toolset' as const } : {};

  return {
    nowMs: () => Date.now(),
    timer: (ms) => {
      const flight = realFlight(root, () => sleep(ms));
      return { fired: flight.result.catch(() => new Promise<void>(() => undefined)), cancel: flight.cancel };
    },
    decide: (transcript, { step, mode }) => {
      const summary = `step ${step} · decide${mode === 'last' ? ' (last answer)' : ''}`;
      const { decide } = activities(realOptions(input, 'actor', timeouts.decideMs, summary));
      const observe = input.arm === 'speculate' && mode === 'normal';
      const notes = takeNotes();
      return decideFlight(root, () =>
        decide({ run, transcript: transcript.ref(), step, mode, ahead: false, observe, ...user, ...notes }),
      );
    },
    decideAhead: (transcript, { step }) => {
      const { decide } = activities(
        aheadOptions(input, 'spec-actor', timeouts.decideMs, `step ${step} · ahead · decide`),
      );
      const ref = transcript.ref();
      const notes = takeNotes();
      return aheadFlight(root, () =>
        decide({
          run,
          transcript: ref,
          step,
          mode: 'normal',
          ahead: true,
          observe: false,
          ...user,
          ...notes,
        }),
      );
    },
    runTool: (call, { step, index }) => {
      const policy = policyOf(input.policy, call.tool);
      const summary = `step ${step} · ${describeCall(call, SUMMARY_CHARS)}`;
      const { runTool } = activities(
        realOptions(input, 'tools', policy?.timeoutMs ?? DEFAULT_TOOL_MS, summary),
      );
      const idempotencyKey = `${input.token}-${step}-${index}`;
      return toolFlight(root, () =>
        runTool({ run, call: plain(call), step, index, ahead: false, idempotencyKey }).catch(
          (error: unknown) => {
            if (isFatal(error)) throw error;
            return lostOutcome(call, policy?.idempotent ?? false, error);
          },
        ),
      );
    },
    runToolAhead: (call, { step, index, transcript, observed }) => {
      const policy = policyOf(input.policy, call.tool);
      const summary = `step ${step} · ${observed ? 'observed' : 'ahead'} · ${describeCall(call, SUMMARY_CHARS)}`;
      const { runTool } = activities(
        aheadOptions(input, 'spec-tools', policy?.timeoutMs ?? DEFAULT_TOOL_MS, summary),
      );
      const idempotencyKey = `${input.token}-${step}-${index}-ahead`;
      // What the actor's stream has shown is the actor's own; an address is checked even then.
      const judged = policy?.egress === 'url' || (policy?.egress === 'query' && !observed);
      const where = judged ? { transcript: transcript.ref() } : {};
      return aheadFlight(root, () =>
        runTool({ run, call: plain(call), step, index, ahead: true, idempotencyKey, ...where }),
      );
    },
    askUser: (textHash, { step }) => {
      const { askUser } = activities(
        realOptions(input, 'tools', USER_MS, `step ${step} · waiting for the user`),
      );
      const idempotencyKey = `${input.token}-${step}-user`;
      return realFlight(root, () => askUser({ run, textHash, step, idempotencyKey }));
    },
    predict: (transcript, { learned, step, budget, stage, earlier, gate }) => {
      const kind = input.predictors?.[stage];
      const summary = `step ${step} · predict${kind ? ` (${kind})` : ''}`;
      const { predict } = activities(aheadOptions(input, 'spec-predict', timeouts.predictMs, summary));
      const { topK, strategy, minProbability } = input.speculation;
      const learns = learned && { learned: { ...profileOf(input), ...learned } };
      const notes = takeNotes();
      return aheadFlight(root, () =>
        predict({
          run,
          transcript: transcript.ref(),
          step,
          budget,
          topK,
          strategy,
          minProbability,
          ...(input.predictors ? { predictors: input.predictors } : {}),
          ...(stage > 0 ? { stage, earlier } : {}),
          ...(gate ? { gate } : {}),
          ...learns,
          ...notes,
        }),
      );
    },
  };
}

const profileOf = ({ learning }: RunInput): Partial<LearningSettings> => ({ ...learning });

const plain = ({ tool, arguments: args, key }: Call): Call => ({ tool, arguments: args, key });

/** Cancellation, and what no model can do anything about: another store or policy, a corrupt blob. */
function isFatal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return true;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
