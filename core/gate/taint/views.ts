/** Most characters of a value that are looked at; a longer one is tainted for its length (`taint.ts`). */
export const MAX_VALUE_CHARS = 20_000;

/** Longer texts are read as they stand. */
const MAX_READ_CHARS = 100_000;

/**
 * The ways in which a value can be read besides as it stands: percent- and entity-encoding, escapes, base64 and hex,
 * dots and at-signs in words. Each is read again, to a depth of three. The value itself comes first.
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
    if (seen.size > 64) break;
  }
  return [...seen];
}

const DECODERS: ((text: string) => string[])[] = [
  (text) => (/%[0-9a-f]{2}/i.test(text) ? [text.replace(/(?:%[0-9a-f]{2})+/gi, percentDecoded)] : []),
  (text) =>
    /&(?:#\d+|#x[0-9a-f]+|[a-z]+);/i.test(text)
      ? [text.replace(/&(#\d+|#x[0-9a-f]+|[a-z]+);/gi, entity)]
      : [],
  (text) =>
    /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})/i.test(text)
      ? [text.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, escape)]
      : [],
  (text) => (/\bdot\b|\bat\b|[[({<]\s*[.@]\s*[\])}>]|hxxp|\s[.@]|[.@]\s/i.test(text) ? [inSigns(text)] : []),
  (text) => [...text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].flatMap(([run]) => base64Decoded(run)),
  (text) => [...text.matchAll(/(?:[0-9a-f]{2}[\s:,]?){6,}/gi)].flatMap(([run]) => hexDecoded(run)),
];

function percentDecoded(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

const NAMED: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', period: '.', commat: '@', colon: ':' },
  ...{ sol: '/', hyphen: '-', lowbar: '_', num: '#', percnt: '%', plus: '+', equals: '=' },
};

function entity(whole: string, name: string): string {
  const code = /^#x/i.test(name)
    ? parseInt(name.slice(2), 16)
    : name.startsWith('#')
      ? Number(name.slice(1))
      : NaN;
  if (Number.isNaN(code)) return NAMED[name.toLowerCase()] ?? whole;
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

const escape = (_whole: string, unicode: string | undefined, byte: string | undefined): string =>
  String.fromCharCode(parseInt(unicode ?? byte ?? '0', 16));

/** `evil [dot] com`, `mail at evil dot com`, `hxxp://evil(.)com`. */
const inSigns = (text: string): string =>
  text
    .replace(/hxxp/gi, 'http')
    .replace(/\s*[[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+/gi, '.')
    .replace(/\s*[[({<]\s*(?:at|@)\s*[\])}>]\s*/gi, '@')
    .replace(/(\S)\s+at\s+(?=[\p{L}\p{N}-]+\.)/giu, '$1@')
    .replace(/(?<=[\p{L}\p{N}])\s*([@])\s*(?=[\p{L}\p{N}])/gu, '$1');

/** Readable texts only: three in four random runs decode to rubbish. */
function base64Decoded(run: string): string[] {
  const standard = run.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (standard.length % 4 === 1) return [];
  try {
    return readable(atob(standard));
  } catch {
    return [];
  }
}

function hexDecoded(run: string): string[] {
  const digits = run.replace(/[^0-9a-f]/gi, '');
  const bytes = digits.match(/../g) ?? [];
  return readable(bytes.map((byte) => String.fromCharCode(parseInt(byte, 16))).join(''));
}

const readable = (text: string): string[] => (text.length >= 4 && /^[\t\n\r -~]+$/.test(text) ? [text] : []);

/** The value in disguises that only make sense beside something it is compared with: backwards, and rotated by 13. */
export const disguises = (text: string): string[] => [
  text,
  [...text].reverse().join(''),
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  }),
];
