import type { Variable } from './variable';

/** Strategy, gate, budgets and patience of what runs ahead. */
export const SPECULATION_VARIABLES: Variable[] = [
  {
    name: 'DISABLE_SPECULATION',
    path: 'speculation.enabled',
    negated: true,
    description: '1 is the baseline arm: no speculation.',
  },
  {
    name: 'FORERUN_PREDICTORS',
    path: 'speculation.predictors',
    otherwise: 'table,model where FORERUN_TABLE_MODEL is set, else model',
    description:
      'Who guesses the next turn, in this order (comma-separated): table, model, self (the actor without reasoning).',
  },
  {
    name: 'FORERUN_TABLE_MODEL',
    path: 'speculation.tableModel',
    description: 'File of the table predictor, as `forerun learn table` writes it.',
  },
  {
    name: 'VERIFICATION_STRATEGY',
    path: 'speculation.strategy',
    description: 'exact (lossless), none (predict only), tool_name_only or jaccard (both lossy).',
  },
  { name: 'GAIA_TOPK', path: 'speculation.topK', description: 'Candidates that a predictor is asked for.' },
  {
    name: 'FORERUN_LOOKAHEAD',
    path: 'speculation.lookahead',
    otherwise: '1; 0 under FORERUN_GATE=threshold, which prices nothing',
    description: 'Depth to which actor decisions are requested ahead; 0 is tools only.',
  },
  {
    name: 'FORERUN_GATE',
    path: 'speculation.gate',
    description: 'value (by expected dollars, docs/gate.md) or threshold (by probability alone).',
  },
  {
    name: 'FORERUN_LAMBDA_USD_PER_SECOND',
    path: 'speculation.lambdaUsdPerSecond',
    description: 'Dollars that a second of wall time is worth; 0 launches nothing (gate value).',
  },
  {
    name: 'FORERUN_EXECUTION_USD_PER_SECOND',
    path: 'speculation.executionUsdPerSecond',
    description: 'Dollars that a second of wasted work costs that has no price of its own (gate value).',
  },
  {
    name: 'FORERUN_DISCLOSURE_USD',
    path: 'speculation.disclosureUsd',
    description: 'Dollars that it costs to tell a third party a wrong guess (gate value).',
  },
  {
    name: 'FORERUN_QUEUEING_MS',
    path: 'speculation.queueingMs',
    description: 'By how much one launch delays real work; 0 where the spec pool is its own (gate value).',
  },
  {
    name: 'FORERUN_TOOL_MODE',
    path: 'speculation.toolMode',
    description: 'What is done with predicted calls: off (nothing), shadow (judged only) or live.',
  },
  {
    name: 'FORERUN_TOOL_MODES',
    path: 'speculation.toolModes',
    description: 'The same for single tools, comma-separated, such as web_search=shadow,code_generate=off.',
  },
  {
    name: 'FORERUN_MIN_PROBABILITY',
    path: 'speculation.minProbability',
    description: 'Least probability of a candidate that is executed ahead (gate threshold).',
  },
  {
    name: 'FORERUN_JACCARD_THRESHOLD',
    path: 'speculation.jaccardThreshold',
    description: 'Least similarity under the strategy jaccard.',
  },
  {
    name: 'FORERUN_SPEC_MAX_CONCURRENT',
    path: 'speculation.maxConcurrent',
    description: 'Ahead activities of one run at a time.',
  },
  {
    name: 'FORERUN_SPEC_MAX_LAUNCHES',
    path: 'speculation.maxLaunches',
    description: 'Ahead executions and decisions of one run.',
  },
  {
    name: 'FORERUN_SPEC_MAX_COST_USD',
    path: 'speculation.maxCostUsd',
    description: 'Dollars that one run may spend on speculation.',
  },
  {
    name: 'FORERUN_SPEC_MAX_MEMO_ENTRIES',
    path: 'speculation.maxMemoEntries',
    description: 'Ahead outcomes that one run keeps.',
  },
  {
    name: 'FORERUN_PREDICT_MS',
    path: 'speculation.predictMs',
    description: 'Longest that a prediction may take, in milliseconds.',
  },
  {
    name: 'FORERUN_LEARNING',
    path: 'speculation.learning',
    description: 'Whether outcomes teach the gate, within a run and across runs (docs/learning-online.md).',
  },
  {
    name: 'FORERUN_PROFILE',
    path: 'speculation.profile',
    description: 'Name of the profile in the store that runs learn from and tell what they saw.',
  },
  {
    name: 'FORERUN_PROFILE_HALF_LIFE',
    path: 'speculation.profileHalfLife',
    description: 'Scored predictions of a tool after which one weighs half.',
  },
  {
    name: 'FORERUN_PROFILE_PRIOR',
    path: 'speculation.profilePriorStrength',
    description: 'Outcomes that a prior is worth; more is more cautious while data are few.',
  },
  {
    name: 'FORERUN_AHEAD_START_MS',
    path: 'speculation.aheadStartMs',
    description: 'Longest that anything ahead waits for a worker before it is dropped, in milliseconds.',
  },
];
