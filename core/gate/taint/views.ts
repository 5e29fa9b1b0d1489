import { DECODERS } from './decoders';

/** Most characters of a value that are looked at; a longer one is tainted for its length (`taint.ts`). */
export const MAX_VALUE_CHARS = 20_000;

/** Longer texts are read as they stand. */
const MAX_READ_CHARS = 100_000;

/** A value that can be read in more ways than this is none that anybody would send (`taint.ts`). */
export const MAX_READINGS = 64;

/**
 * The ways in which a value can be read besides as it stands (`decoders.ts`). Each is read again, to a depth of three, or
 * until there are more than `MAX_READINGS`. The value itself comes first.
 */
export function readings(value: string): string[] {
  const seen = new Set<string>([value]);
  let layer = [value];
  for (let depth = 0; depth < 3; depth += 1) {
    const next = layer.flatMap((text) => DECODERS.flatMap((decode) => decode(text)));
    layer = [...new Set(next)].filter(
      (text) => text !== '' && text.length <= MAX_READ_CHARS && !seen.has(text),
    );
    for (const text of layer) seen.add(text);
    if (seen.size > MAX_READINGS) break;
  }
  return [...seen];
}

/** The value in disguises that only make sense beside something it is compared with: backwards, and rotated by 13. */
export const disguises = (text: string): string[] => [
  text,
  [...text].reverse().join(''),
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  }),
];
