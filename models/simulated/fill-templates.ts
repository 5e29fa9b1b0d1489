import type { Json, JsonObject } from '../../contracts/json';
import type { PastTurn } from './locate';
import type { FromOutcome, PlainTurn } from './script';
import { FromOutcome as FromOutcomeSchema } from './script';

/** A turn as it goes over the wire. */
export interface FilledTurn {
  text: string;
  reasoning: string;
  calls: { tool: string; argumentsText: string }[];
}

/** Puts outcomes of the conversation where a turn asks for them. Throws TypeError where one is not there. */
export function fillTurn(turn: PlainTurn, past: readonly PastTurn[]): FilledTurn {
  const text = turn.text ?? '';
  return {
    text:
      typeof text === 'string'
        ? text
        : text.map((part) => (typeof part === 'string' ? part : String(copy(part.$from, past)))).join(''),
    reasoning: turn.reasoning ?? '',
    calls: turn.calls.map((call) => ({
      tool: call.tool,
      argumentsText:
        call.rawArguments ?? JSON.stringify(fillValue((call.arguments ?? {}) as JsonObject, past)),
    })),
  };
}

function fillValue(value: Json, past: readonly PastTurn[]): Json {
  if (Array.isArray(value)) return value.map((inner) => fillValue(inner, past));
  if (value === null || typeof value !== 'object') return value;
  if ('$from' in value) return copy(FromOutcomeSchema.parse(value.$from), past);
  if (Array.isArray(value.$join)) return value.$join.map((part) => String(fillValue(part, past))).join('');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillValue(inner, past)]));
}

function copy(from: FromOutcome, past: readonly PastTurn[]): string | number {
  const turn = past[from.step - 1];
  const call = turn?.calls[from.call];
  const outcome = call ? turn?.outcomes.get(call.id) : undefined;
  const match = outcome !== undefined && from.regex ? new RegExp(from.regex, 's').exec(outcome) : undefined;
  const found = from.regex ? (match?.[1] ?? match?.[0]) : outcome;
  if (found !== undefined) return from.as === 'number' ? toNumber(found) : found;
  if (from.default !== undefined) return from.default;
  const place = `the outcome of step ${from.step}, call ${from.call}`;
  throw new TypeError(
    outcome === undefined
      ? `$from: ${place} is not in the conversation`
      : `$from: ${place} does not match /${from.regex}/: ${JSON.stringify(outcome.slice(0, 200))}`,
  );
}

function toNumber(text: string): number {
  const value = Number(text.replaceAll(',', ''));
  if (text.trim() === '' || Number.isNaN(value)) throw new TypeError(`$from: "${text}" is not a number`);
  return value;
}
