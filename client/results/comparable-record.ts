import { z } from 'zod';
import type { Accounts } from '../../contracts/accounts';

/** What summaries and comparisons need of a run; our records and the earlier implementation's results both give it. */
export interface ComparableRecord {
  /** Ours: the record's id. The earlier implementation's: the name of the file. */
  id: string;
  taskId: string;
  level: string;
  groundTruth?: string;
  predicted: string;
  correct: boolean | undefined;
  correctLegacy: boolean | undefined;
  timeSeconds: number;
  steps: number;
  arm: 'baseline' | 'speculate';
  lookahead: number;
  strategy: string;
  lossy: boolean;
  /** Status of ours; of the earlier implementation's `answered` or `failed`. */
  status: string;
  error?: string;
  model: string;
  specHits: number;
  specMisses: number;
  specPredictions: number;
  /** Absent in the earlier implementation's, as are its accounts. */
  workflowId?: string;
  /** Absent in the earlier implementation's. */
  accounts?: Accounts;
}

const text = z.union([z.string(), z.number()]).transform(String);
const number = z.number().nullish();

/** Any result that has a task id; everything else may be missing, since the earlier implementation's files vary. */
const Loose = z.object({
  id: z.string().optional(),
  task_id: text,
  level: text.nullish(),
  ground_truth: text.nullish(),
  predicted: text.nullish(),
  correct: z.boolean().nullish(),
  correct_legacy: z.boolean().nullish(),
  time_seconds: number,
  steps: number,
  arm: z.enum(['baseline', 'speculate']).optional(),
  lookahead: number,
  verification_strategy: z.string().nullish(),
  lossy: z.boolean().optional(),
  speculation_enabled: z.boolean().nullish(),
  status: z.string().optional(),
  error: z.unknown().optional(),
  actor_model: z.string().nullish(),
  spec_hits: number,
  spec_misses: number,
  spec_predictions: number,
  workflow_id: z.string().optional(),
  accounts: z.custom<Accounts>((value) => value !== null && typeof value === 'object').optional(),
});

/** Reads a result of either origin; undefined for JSON that is no result. `name` stands in for a missing id. */
export function toComparable(value: unknown, name: string): ComparableRecord | undefined {
  const { data } = Loose.safeParse(value);
  if (!data || (data.time_seconds === undefined && data.predicted === undefined)) return undefined;
  const error = errorText(data.error);
  const speculates = data.speculation_enabled ?? (data.spec_predictions ?? 0) > 0;
  return {
    id: data.id ?? name,
    taskId: data.task_id,
    level: data.level ?? '',
    ...(typeof data.ground_truth === 'string' ? { groundTruth: data.ground_truth } : {}),
    predicted: data.predicted ?? '',
    correct: data.correct ?? undefined,
    correctLegacy: data.correct_legacy ?? undefined,
    timeSeconds: data.time_seconds ?? 0,
    steps: data.steps ?? 0,
    arm: data.arm ?? (speculates ? 'speculate' : 'baseline'),
    lookahead: data.lookahead ?? 0,
    strategy: data.verification_strategy ?? '',
    lossy: data.lossy ?? false,
    status: data.status ?? (error === undefined ? 'answered' : 'failed'),
    ...(error === undefined ? {} : { error }),
    model: data.actor_model ?? '',
    specHits: data.spec_hits ?? 0,
    specMisses: data.spec_misses ?? 0,
    specPredictions: data.spec_predictions ?? 0,
    ...(data.workflow_id === undefined ? {} : { workflowId: data.workflow_id }),
    ...(data.accounts === undefined ? {} : { accounts: data.accounts }),
  };
}

function errorText(error: unknown): string | undefined {
  if (error === undefined || error === null || error === '' || error === false) return undefined;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** How an arm is called in tables: `baseline`, `speculate`, `speculate +1`, `speculate · jaccard (lossy)`. */
export function armLabel(record: Pick<ComparableRecord, 'arm' | 'lookahead' | 'strategy' | 'lossy'>): string {
  if (record.arm === 'baseline') return 'baseline';
  const ahead = record.lookahead > 0 ? ` +${record.lookahead}` : '';
  const plain = record.strategy === '' || record.strategy === 'exact';
  return `speculate${ahead}${plain ? '' : ` · ${record.strategy}`}${record.lossy ? ' (lossy)' : ''}`;
}

/** Whether a run counts as failed: wrong, or ended without a usable answer where nobody knows the truth. */
export function isFailed(record: Pick<ComparableRecord, 'correct' | 'status'>): boolean {
  return record.correct === false || record.status === 'failed';
}
