import { z } from 'zod';
import type { RunStatus as ContractStatus } from '../../contracts/run';

/** `RunStatus` of contracts/run.ts, for parsing. */
export const RunStatus = z.enum([
  'answered',
  'step_limit',
  'time_limit',
  'token_limit',
  'cost_limit',
  'stopped',
  'failed',
] satisfies ContractStatus[]);
