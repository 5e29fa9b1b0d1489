import { describe, expect, it } from '@jest/globals';
import type { PredictorAccount } from '../../../../contracts/accounts';
import { accountsLines } from '../../../../client/cli/screen/accounts-lines';
import { emptyAccounts } from '../../../../core/accounts';
import { emptyRequestAccount } from '../../../../core/request-account';

const asked = (counts: Pick<PredictorAccount, 'asked' | 'failed' | 'cancelled'>): PredictorAccount => ({
  ...emptyRequestAccount(),
  predictions: 0,
  launched: 0,
  hits: 0,
  versions: {},
  ...counts,
});

const told = (table: PredictorAccount, model: PredictorAccount): string[] =>
  accountsLines({
    ...emptyAccounts(),
    predictRequests: table.asked + model.asked,
    predictFailures: table.failed + model.failed,
    predictCancelled: (table.cancelled ?? 0) + (model.cancelled ?? 0),
    predictors: { table, model },
  }).filter((line) => line.startsWith('no prediction'));

const well = asked({ asked: 5, failed: 1, cancelled: 0 });
const broken = asked({ asked: 5, failed: 4, cancelled: 1 });

describe('accountsLines, predictors that do not answer', () => {
  it('one of two never did → named, with what tells why', () => {
    expect(told(broken, well)).toEqual([
      expect.stringMatching(/the predictor table came back \(5 asked for, 4 failed\); `forerun gate explain/),
    ]);
  });
  it('each did at times, or nobody wanted its guesses any more → nothing', () => {
    expect(told(well, asked({ asked: 2, failed: 0, cancelled: 2 }))).toEqual([]);
  });
  it('none of them did → one line for all', () => {
    expect(told(broken, broken)).toEqual([
      expect.stringMatching(/came back \(10 asked for, 8 failed\).*spec worker/),
    ]);
  });
});
