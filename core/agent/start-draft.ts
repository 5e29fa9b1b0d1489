import type { Accounts } from '../../contracts/accounts';
import type { SpeculationBudget } from '../../contracts/gate';
import type { RunInput } from '../../contracts/run';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { usedByAccounts } from '../budget/used-by-accounts';
import { measuredSoFar } from '../gate/measured-so-far';
import { isAnyOn } from '../gate/modes';
import { Draft } from '../speculation/draft';
import { Launcher } from '../speculation/launcher';
import type { Memo } from '../speculation/memo';
import type { Ports } from '../speculation/ports';
import type { StepLog } from './step-log';

/**
 * The draft of a run and what carries its launches out; undefined in the baseline, where speculation was switched off,
 * and where no tool's mode allows any.
 */
export function startDraft({
  input,
  ports,
  memo,
  policyOf,
  log,
}: {
  input: RunInput;
  ports: Ports;
  memo: Memo;
  policyOf: (tool: string) => ToolPolicy | undefined;
  /** The run's steps so far, and what they spent. */
  log: Pick<StepLog, 'steps' | 'spent'>;
}): { launcher: Launcher; draft: Draft } | undefined {
  const { arm, carried, speculation, replay, token, predictors = ['model'] } = input;
  if (arm !== 'speculate' || carried?.speculationOff || !isAnyOn(speculation.gate)) return undefined;
  const { accounts } = memo;
  const launcher = new Launcher(memo, ports, speculation, policyOf);
  launcher.resume(carried?.speculationUsed ?? usedByAccounts(accounts));
  const draft = new Draft(memo, ports, launcher, {
    ...speculation,
    lookahead: replay === 'required' || speculation.strategy === 'none' ? 0 : speculation.lookahead,
    runToken: token,
    replay,
    predictors,
    measured: () => measuredSoFar(log.steps, log.spent, replay),
  });
  return { launcher, draft };
}

/** What speculation has used so far; only where a gate is pinned, since runs of earlier versions count by their accounts. */
export function usedSoFar(
  { speculation, carried }: RunInput,
  accounts: Accounts,
  launcher: Launcher | undefined,
): { speculationUsed?: SpeculationBudget } {
  if (!speculation.gate) return {};
  return { speculationUsed: launcher?.used() ?? carried?.speculationUsed ?? usedByAccounts(accounts) };
}
