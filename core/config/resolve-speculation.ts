import type { Resolution } from './resolution';

/** Lookahead where nobody set one and no gate prices it. */
const UNPRICED_LOOKAHEAD = 0;

/** Decisions are asked ahead by default only where the gate prices them: an unpriced one may cost more than it saves. */
export function resolveSpeculation(
  { sources }: Resolution,
  speculation: Record<string, unknown>,
): Record<string, unknown> {
  const isSet = sources['speculation.lookahead']?.kind !== 'default';
  if (isSet || speculation.gate === 'value') return speculation;
  return { ...speculation, lookahead: UNPRICED_LOOKAHEAD };
}
