import type { Accounts, PredictorAccount } from '../../contracts/accounts';
import { PREDICTOR_KINDS, type PredictorKind } from '../../contracts/predictor-kind';
import type { GuessSource } from '../../contracts/speculation';
import { emptyRequestAccount } from '../request-account';

/** The account of one predictor, made where it is first needed; undefined for what is no predictor (`observed`, `ahead`). */
export function predictorAccount(accounts: Accounts, source: GuessSource): PredictorAccount | undefined {
  if (!isPredictor(source)) return undefined;
  accounts.predictors ??= {};
  return (accounts.predictors[source] ??= {
    asked: 0,
    failed: 0,
    cancelled: 0,
    predictions: 0,
    launched: 0,
    hits: 0,
    versions: {},
    ...emptyRequestAccount(),
  });
}

const isPredictor = (source: GuessSource): source is PredictorKind =>
  (PREDICTOR_KINDS as readonly GuessSource[]).includes(source);
