import type {
  AskUserInput,
  DecideInput,
  OpenedTools,
  PredictInput,
  RunToolInput,
} from '../../contracts/activities';
import type { Decision } from '../../contracts/decision';
import { ForerunError } from '../../contracts/errors';
import type { Outcome } from '../../contracts/outcome';
import type { RunInput, RunOutcome } from '../../contracts/run';
import type { Prediction } from '../../contracts/speculation';
import type { PinnedPolicy } from '../../contracts/tool-policy';
import type { UserReply } from '../../contracts/user';
import { withoutConfirmation } from '../../core/mcp-policy';
import { activitiesOf, firstValue, type HistoryActivity } from './activity-events';
import type { FetchedHistory } from './fetch-chain';
import { eventNumber, timeMs, type WireEvent } from './wire-event';

/** An activity of a run, with its place in the whole run: `order` grows over all parts. */
type Of<Type extends string, Input, Result> = Omit<HistoryActivity, 'type' | 'input' | 'result'> & {
  type: Type;
  input: Input;
  result?: Result;
  part: number;
  order: number;
  /** Place of its end; Infinity while it has none. */
  endOrder: number;
  /** Its end was news of the part's last workflow task: whether the part still booked it is left open. */
  endedLast: boolean;
};

export type DecideActivity = Of<'decide', DecideInput, Decision>;
export type PredictActivity = Of<'predict', PredictInput, Prediction>;
export type RunToolActivity = Of<'runTool', RunToolInput, Outcome>;
export type AskUserActivity = Of<'askUser', AskUserInput, UserReply>;
export type RunActivity = DecideActivity | PredictActivity | RunToolActivity | AskUserActivity;

export type RunClose =
  | { kind: 'completed'; outcome: RunOutcome }
  | { kind: 'continued'; input: RunInput; runId: string }
  | { kind: 'failed'; reason: string }
  | { kind: 'open' };

/** One workflow execution of a run. */
export interface RunPart {
  runId: string;
  input: RunInput;
  startedMs: number;
  closedMs: number;
  close: RunClose;
}

/** A run as its histories tell it; nothing of it is checked yet. */
export interface RunHistory {
  workflowId: string;
  parts: [RunPart, ...RunPart[]];
  activities: RunActivity[];
  /** What counted: the pinned policy without the tools of servers that were not what the user had confirmed. */
  policy: PinnedPolicy;
  /** How the last part closed. */
  close: RunClose;
}

const PART = 2 ** 32;
const TYPES = new Set(['decide', 'predict', 'runTool', 'askUser']);

/** Throws ForerunError `history_missing` where there is no history, or its first event is not there. */
export function readRunHistory(workflowId: string, chain: readonly FetchedHistory[]): RunHistory {
  const parts = chain.map(readPart);
  const [first, ...others] = parts;
  if (!first || chain.some(({ events }) => !events[0]?.workflowExecutionStartedEventAttributes)) {
    throw new ForerunError({
      code: 'history_missing',
      blame: 'user',
      message: `the history of ${workflowId} is not there any more`,
      remedy: 'Histories are kept for the retention time of the namespace.',
    });
  }
  const activities = chain.flatMap(({ events }, part): RunActivity[] => {
    const lastNews = lastTaskBefore(events);
    return activitiesOf(events)
      .filter(({ type }) => TYPES.has(type))
      .map((activity): RunActivity => {
        const { endId } = activity;
        return {
          ...activity,
          part,
          order: part * PART + activity.id,
          endOrder: endId === undefined ? Infinity : part * PART + endId,
          endedLast: endId !== undefined && endId > lastNews,
        } as RunActivity;
      });
  });
  const { policy, opened = openedIn(chain) } = first.input;
  return {
    workflowId,
    parts: [first, ...others],
    activities,
    policy: withoutConfirmation(policy, opened?.unconfirmed ?? []),
    close: (parts.at(-1) ?? first).close,
  };
}

/** What the run was told when it asked tool servers for their tools; undefined where it asked none. */
function openedIn([first]: readonly FetchedHistory[]): OpenedTools | undefined {
  const asked = activitiesOf(first?.events ?? []).filter(({ type }) => type === 'openTools');
  return asked.find(({ fate }) => fate === 'completed')?.result as OpenedTools | undefined;
}

export const isDecide = (activity: RunActivity): activity is DecideActivity => activity.type === 'decide';
export const isPredict = (activity: RunActivity): activity is PredictActivity => activity.type === 'predict';
export const isRunTool = (activity: RunActivity): activity is RunToolActivity => activity.type === 'runTool';
export const isAskUser = (activity: RunActivity): activity is AskUserActivity => activity.type === 'askUser';

/** The outcome of a run that has one. */
export const outcomeOf = ({ close }: RunHistory): RunOutcome | undefined =>
  close.kind === 'completed' ? close.outcome : undefined;

function readPart({ runId, events }: FetchedHistory): RunPart {
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  return {
    runId,
    input: firstValue(started?.input) as RunInput,
    startedMs: timeMs(events[0]?.eventTime),
    closedMs: timeMs(events.at(-1)?.eventTime),
    close: closeOf(events.at(-1)),
  };
}

function closeOf(last: WireEvent | undefined): RunClose {
  const completed = last?.workflowExecutionCompletedEventAttributes;
  if (completed) return { kind: 'completed', outcome: firstValue(completed.result) as RunOutcome };
  const next = last?.workflowExecutionContinuedAsNewEventAttributes;
  if (next) {
    const input = firstValue(next.input) as RunInput;
    return { kind: 'continued', input, runId: next.newExecutionRunId ?? '' };
  }
  const failed = last?.workflowExecutionFailedEventAttributes;
  if (failed) return { kind: 'failed', reason: failed.failure?.message ?? 'failed' };
  const terminated = last?.workflowExecutionTerminatedEventAttributes;
  if (terminated) return { kind: 'failed', reason: `terminated: ${terminated.reason ?? ''}` };
  if (last?.workflowExecutionTimedOutEventAttributes) return { kind: 'failed', reason: 'timed out' };
  if (last?.workflowExecutionCanceledEventAttributes) return { kind: 'failed', reason: 'cancelled' };
  return { kind: 'open' };
}

/** The completion of the workflow task before the last one: what came behind it was news of the last one. */
function lastTaskBefore(events: readonly WireEvent[]): number {
  const completed = events.filter((event) => event.workflowTaskCompletedEventAttributes);
  return eventNumber(completed.at(-2)?.eventId);
}
