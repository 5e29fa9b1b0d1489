import type { RunIndex } from './context';
import type { Occurrence } from './facts';
import type { CallTuple } from './tuples';
import type { TurnCandidate } from './turns';
import type { ValueCandidate } from './values';

/** What a guess rests on, in one sentence: `because get_user_details returned reservations[1]`. */
export function explainTurn(index: RunIndex, candidate: TurnCandidate): string {
  const last = lastEvent(index);
  if (candidate.kind === 'ask') return `because agents often turn to the user ${last}`;
  if (candidate.kind === 'final') return `because runs often end ${last}`;
  const first = candidate.calls[0];
  if (!first) return `because nothing else stands out ${last}`;
  const reasons = first.values
    .map((value, at) => explainValue(first, value, at))
    .filter((text) => text !== '');
  if (reasons.length === 0) return `because ${first.tool} often comes ${last}`;
  const more = candidate.calls.length > 1 ? `, and so for ${candidate.calls.length} calls` : '';
  return `because ${[...new Set(reasons)].join(' and ')}${more}`;
}

function explainValue(call: CallTuple, value: ValueCandidate, at: number): string {
  const { occurrence, source } = value;
  if (!occurrence || !source)
    return `${call.paths[at] ?? ''} is often ${JSON.stringify(value.text.slice(0, 40))}`;
  const how = source.via === '' ? '' : ` (${source.via.replaceAll('\n', '…')})`;
  const { letter, owner, path: unplaced } = partsOf(occurrence.slot);
  const path = placedPath(unplaced, occurrence);
  if (letter === 'r') return `${owner} returned ${path === '' ? 'it' : path}${how}`;
  if (letter === 'x')
    return `${owner} returned text with ${JSON.stringify(occurrence.text.slice(0, 40))}${how}`;
  if (letter === 'a')
    return `an earlier ${owner} had ${path} ${JSON.stringify(occurrence.text.slice(0, 40))}${how}`;
  const who = letter === 'u' ? 'the user' : letter === 's' ? 'the system' : 'the agent';
  return `${who} said ${JSON.stringify(occurrence.text.slice(0, 40))}${how}`;
}

/** A slot's letter, its tool, and the path behind that. */
function partsOf(slot: string): { letter: string; owner: string; path: string } {
  const behind = slot.indexOf(':');
  const next = slot.indexOf(':', behind + 1);
  if (next < 0) return { letter: slot.slice(0, behind), owner: slot.slice(behind + 1), path: '' };
  return { letter: slot.slice(0, behind), owner: slot.slice(behind + 1, next), path: slot.slice(next + 1) };
}

/** The path with the place in its last list. */
function placedPath(path: string, { index }: Occurrence): string {
  const at = path.lastIndexOf('[]');
  return at < 0 ? path : `${path.slice(0, at)}[${index}]${path.slice(at + 2)}`;
}

function lastEvent(index: RunIndex): string {
  const last = index.events.at(-1);
  if (last === undefined) return 'at the beginning';
  if (last === 'U') return 'after the user spoke';
  if (last === 'A') return 'after the agent spoke';
  const at = last.lastIndexOf(':');
  return `after ${last.slice(0, at)} answered${last.endsWith(':ok') ? '' : ` with ${last.endsWith(':error') ? 'an error' : 'nothing'}`}`;
}
