/** The predictors that a run can be told to ask. No zod here: workflow code imports this (see entry-end.ts). */
export const PREDICTOR_KINDS = ['table', 'model', 'self'] as const;
export type PredictorKind = (typeof PREDICTOR_KINDS)[number];
