import type { Call } from '../contracts/call';

/** Cuts a text to a number of characters, saying so with an ellipsis; line breaks become spaces. */
export function shorten(text: string, maxChars: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? line : `${line.slice(0, Math.max(0, maxChars - 1))}…`;
}

/** A call on one line, such as `web_search {"query":"moon perigee"}`. */
export function describeCall(call: Pick<Call, 'tool' | 'arguments'>, maxChars = 120): string {
  return shorten(`${call.tool} ${JSON.stringify(call.arguments)}`, maxChars);
}
