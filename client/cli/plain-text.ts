import { stripVTControlCharacters } from 'node:util';

/** Operating system commands and their like, which hide text or change the terminal's title and clipboard. */
const STRINGS =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g; // eslint-disable-line no-control-regex

/** Control characters but line feed and tab; and marks that turn the direction of what follows. */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g; // eslint-disable-line no-control-regex

/**
 * A text of a model, tool or file as it may stand on a terminal: without escape sequences and control characters. It is
 * data there, never an instruction to the terminal.
 */
export const plainText = (text: string): string =>
  stripVTControlCharacters(text.replace(STRINGS, '')).replace(CONTROLS, '');

/** The same on one line, cut to a number of characters with an ellipsis. */
export function plainLine(text: string, maxChars = 200): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= maxChars ? line : `${characters.slice(0, maxChars - 1).join('')}…`;
}

/**
 * JSON on one line that no terminal takes for anything else. JSON itself escapes the first 32 control characters; the
 * others are escaped here, which changes no value.
 */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
