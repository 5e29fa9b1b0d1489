import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { messageOf } from '../contracts/errors';
import type { Observed } from '../contracts/events';
import type { RunError, RunInput, RunOutcome, RunRefusal, StepNote } from '../contracts/run';
import { AgentLoop, type LoopEnd } from '../core/agent/agent-loop';
import { progressText } from '../core/agent/progress-text';
import {
  cancelSpeculationSignal,
  observedSignal,
  progressQuery,
  speculationQuery,
  stopSignal,
  wouldHeedQuery,
} from './signals';
import { openedBy, openTools } from './open-tools';
import { temporalPorts } from './ports/temporal-ports';

/** Refusals that are kept for the next activity's input. */
const MAX_UNTOLD = 100;

/** One task executed by one agent in one arm. Ends with an outcome, also when the run failed; never throws for that. */
export async function agentRun(given: RunInput): Promise<RunOutcome> {
  // What servers list changes the run's own copy, before anything has looked at it.
  const input: RunInput = { ...given };
  let notes: StepNote[] = [];
  const takeNotes = (): { since?: StepNote[] } => {
    const since = notes;
    notes = [];
    return since.length > 0 ? { since } : {};
  };
  const loop: AgentLoop = new AgentLoop(temporalPorts(input, takeNotes), input, {
    onProgress: () => setCurrentDetails(progressText(loop.progress())),
    historyIsLarge: () => {
      const { historyLength, continueAsNewSuggested } = workflowInfo();
      return continueAsNewSuggested || historyLength >= input.maxHistoryEvents;
    },
    note: (note) => {
      const refused = [...untold(notes), ...(note.refused ?? [])];
      notes = [refused.length > 0 ? { ...note, refused } : note];
    },
  });
  // Anybody can send a signal without content, and an error here would hold the run up for ever.
  setHandler(observedSignal, (signal?: Observed) => (signal ? loop.observe(signal) : undefined));
  setHandler(stopSignal, () => loop.stop());
  setHandler(cancelSpeculationSignal, () => loop.cancelSpeculation());
  setHandler(progressQuery, () => loop.progress());
  setHandler(wouldHeedQuery, (signal) => loop.wouldHeed(signal));
  setHandler(speculationQuery, () => loop.speculation());

  const deadline = new CancellationScope({ cancellable: true });
  deadline
    .run(() => sleep(loop.secondsLeft() * 1000, { summary: 'time limit of the run' }))
    .then(
      () => loop.timeIsUp(),
      () => undefined,
    );
  const ended = input.tools === 'discovered' ? openTools(input).then(() => loop.run()) : loop.run();
  const end = await ended.catch((error: unknown): LoopEnd => loop.fail(runError(error)));
  deadline.cancel();
  const refused = untold(notes);
  const tell = refused.length > 0 ? { refused } : {};
  if (end.kind === 'continue') {
    const carried = { ...end.carried, ...tell };
    return continueAsNew<typeof agentRun>({ ...given, ...openedBy(input), carried });
  }
  if (input.searchAttributes) upsertSearchAttributes({ ForerunStatus: [end.outcome.status] });
  return { ...end.outcome, ...tell };
}

/** Refusals that no activity's input has told yet; the latest, where there are many. */
const untold = (notes: readonly StepNote[]): RunRefusal[] =>
  notes.flatMap((note) => note.refused ?? []).slice(-MAX_UNTOLD);

/** What stopped a run, in words for people. Errors that are not ours go on to Temporal. */
function runError(error: unknown): RunError {
  if (isCancellation(error)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const remedy = (cause.details?.[0] as { remedy?: string } | undefined)?.remedy;
    return { code: cause.type ?? 'unknown', message: cause.message, ...(remedy ? { remedy } : {}) };
  }
  if (
    !(error instanceof TemporalFailure) &&
    error instanceof Error &&
    error.name !== 'DeterminismViolationError'
  ) {
    // A bug of ours: the run ends and says so, instead of looking alive for ever.
    return { code: 'internal_error', message: error.message };
  }
  if (error instanceof ActivityFailure) {
    return {
      code: 'activity_lost',
      message: `${error.activityType}: ${messageOf(cause)}`,
    };
  }
  throw error;
}
