import { cancellationCase } from './cases/cancellation';
import { coldRunCase } from './cases/cold-run';
import { headlineCase } from './cases/headline';
import { historyEventsCase } from './cases/history-events';
import { killCases } from './cases/kills';
import { manyRunsCase } from './cases/many-runs';
import { neverSlowerCases } from './cases/never-slower';
import { rightCases } from './cases/right';
import { zeroDelaysCase } from './cases/zero-delays';
import type { SpeedCase } from './speed-case';

/** All cases, in the order of the table. */
export const SPEED_CASES: readonly SpeedCase[] = [
  ...rightCases.slice(0, 1),
  headlineCase,
  ...rightCases.slice(1),
  ...neverSlowerCases,
  zeroDelaysCase,
  historyEventsCase,
  coldRunCase,
  ...killCases,
  manyRunsCase,
  cancellationCase,
];
