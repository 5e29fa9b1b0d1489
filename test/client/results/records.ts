import type { RunOutcome } from '../../../contracts/run';
import { buildRunRecord, type RunSettings } from '../../../client/results/build-run-record';
import type { RunRecord } from '../../../client/results/run-record';
import { emptyAccounts } from '../../../core/accounts';

/** A finished run that made one search, claimed from the draft. */
export function outcomeOf(more: Partial<RunOutcome> = {}): RunOutcome {
  const accounts = emptyAccounts();
  return {
    token: 'token-1',
    taskId: 'task-1',
    arm: 'speculate',
    status: 'answered',
    answer: 'Sea Gull',
    steps: [
      {
        step: 1,
        kind: 'calls',
        decidedBy: 'real',
        actorSeconds: 2,
        waitedSeconds: 2,
        hiddenSeconds: 0,
        calls: [
          {
            tool: 'web_search',
            arguments: '{"query":"bird"}',
            ok: true,
            preview: 'a gull',
            via: 'claimed',
            source: 'model',
            seconds: 1,
            waitedSeconds: 0,
            hiddenSeconds: 1,
          },
        ],
      },
      {
        step: 2,
        kind: 'final',
        decidedBy: 'real',
        actorSeconds: 2,
        waitedSeconds: 2,
        hiddenSeconds: 0,
        textPreview: 'FINAL ANSWER: Sea Gull',
        calls: [],
      },
    ],
    accounts: {
      ...accounts,
      predictions: 3,
      refused: { below_threshold: 1 },
      launchedByPrediction: 2,
      outcomes: { ...accounts.outcomes, launched: 2, claimed: 1, unclaimed: 1 },
      hits: 1,
      calls: 1,
      eligibleCalls: 1,
      hiddenSeconds: 1,
      actor: { ...accounts.actor, requests: 2, costUsd: 0.5 },
    },
    transcript: { id: 'a'.repeat(64), depth: 1, base: null, tail: [] },
    wallSeconds: 4.5,
    model: 'actor-2025-01-01',
    ...more,
  };
}

export const SETTINGS: RunSettings = {
  actorModel: 'actor',
  specModel: 'spec',
  strategy: 'exact',
  lookahead: 0,
};

/** The record of such a run. */
export function recordOf(
  more: {
    outcome?: Partial<RunOutcome>;
    settings?: Partial<RunSettings>;
    groundTruth?: string | null;
    example?: string;
    level?: string;
  } = {},
): RunRecord {
  const { groundTruth = 'seagull', example = 'example_000', level = '1' } = more;
  const outcome = outcomeOf(more.outcome);
  return buildRunRecord({
    outcome,
    task: {
      taskId: outcome.taskId,
      question: 'Which bird?',
      level,
      ...(groundTruth === null ? {} : { groundTruth }),
    },
    example,
    settings: { ...SETTINGS, ...more.settings },
    workflowId: `run-${outcome.taskId}`,
    messages: [{ role: 'user', content: 'Which bird?' }],
  });
}
