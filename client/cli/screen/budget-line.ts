import type { BatchLedger } from '../../../contracts/batch';
import { money } from './accounts-lines';

/** What a batch's runs have used of its budget, and what running ones hold. Pure. */
export function budgetLine({ total, used, grants }: BatchLedger): string {
  const held = Object.values(grants);
  const parts = [
    ...(isLimit(total.launches) ? [`${used.launches} of ${total.launches} launches`] : []),
    ...(isLimit(total.costUsd) ? [`${money(used.costUsd)} of ${money(total.costUsd)}`] : []),
  ];
  const holding =
    held.length > 0 ? `, ${held.length} ${held.length === 1 ? 'run holds' : 'runs hold'} a grant` : '';
  return `budget for speculation: ${parts.join(' and ')} used${holding}`;
}

/** Where only one of the two was set, the other is as good as none. */
const isLimit = (value: number): boolean => value < Number.MAX_SAFE_INTEGER;
