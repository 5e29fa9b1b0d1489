/** Share of what is left of a run's dollars that one prediction may cost, so that another one may be asked beside it. */
export const PREDICTION_SHARE = 0.5;
