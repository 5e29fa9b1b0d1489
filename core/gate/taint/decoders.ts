/**
 * What a text says when it is decoded: percent-encoding, entities, escapes and codes of characters, base64, base32 and hex
 * (in one run or in groups), dots and at-signs in words, digits in words. Each gives the texts that it finds, mostly none.
 */
export const DECODERS: ((text: string) => string[])[] = [
  (text) => (/%[0-9a-f]{2}/i.test(text) ? [text.replace(/(?:%[0-9a-f]{2})+/gi, percentDecoded)] : []),
  (text) =>
    /&(?:#\d+|#x[0-9a-f]+|[a-z]+;)/i.test(text)
      ? [text.replace(/&(#\d+|#x[0-9a-f]+|[a-z]+(?=;));?/gi, entity)]
      : [],
  (text) =>
    /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})/i.test(text)
      ? [text.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, escape)]
      : [],
  (text) => (/\bdot\b|\bat\b|[[({<]\s*[.@]\s*[\])}>]|hxxp|\s[.@]|[.@]\s/i.test(text) ? [inSigns(text)] : []),
  (text) => [...text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].flatMap(([run]) => readable(base64Bytes(run))),
  (text) => [...text.matchAll(/(?:[0-9a-f]{2}[\s:,]?){6,}/gi)].flatMap(([run]) => hexDecoded(run)),
  (text) => groupsDecoded(text, /^[A-Za-z0-9+/_-]{1,12}={0,2}$/, base64Bytes),
  (text) => groupsDecoded(text, /^[A-Za-z2-7]{1,16}={0,6}$/, base32Bytes),
  (text) => [...text.matchAll(CODES)].flatMap(([run]) => codesDecoded(run)),
  (text) => (DIGIT_WORDS.test(text) ? [text.replace(new RegExp(DIGIT_WORDS, 'gi'), inDigits)] : []),
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

/** The bytes of base64, as characters; of what is none, as many as can be had. */
function base64Bytes(run: string): string {
  const standard = run
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  return atob(standard.length % 4 === 1 ? standard.slice(0, -1) : standard);
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

function base32Bytes(run: string): string {
  const bits = [...run.toLowerCase()].flatMap((letter) => {
    const value = BASE32.indexOf(letter);
    return value < 0 ? [] : [value.toString(2).padStart(5, '0')];
  });
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return bytes.map((byte) => String.fromCharCode(parseInt(byte, 2))).join('');
}

/** Words of a value in which encoded groups are looked for; groups that may begin one; how far one is read. */
const MAX_VALUE_WORDS = 4_000;
const MAX_STARTS = 64;
const MAX_GROUPED_CHARS = 512;

/** Shorter texts are chance: three in eight bytes are readable. */
const MIN_GROUPED_CHARS = 8;

/** Groups that make a text when they are read as one; words that precede or follow them are passed over. */
function groupsDecoded(text: string, group: RegExp, decode: (run: string) => string): string[] {
  const words = text.split(/[\s,.;:|]+/).slice(0, MAX_VALUE_WORDS);
  const found: string[] = [];
  for (let start = 0, starts = 0; start < words.length && starts < MAX_STARTS; start += 1) {
    // Plain words do not begin one: they would only be tried in vain.
    if (!group.test(words[start] ?? '') || /^[A-Za-z]?[a-z]*$/.test(words[start] ?? '')) continue;
    starts += 1;
    const end = words.findIndex((word, at) => at >= start && !group.test(word));
    const run = words.slice(start, end < 0 ? undefined : end);
    const encoded = run.length < 2 ? '' : run.join('').slice(0, MAX_GROUPED_CHARS);
    const said = /^[\t\n\r -~]+/.exec(decode(encoded))?.[0] ?? '';
    if (said.length < MIN_GROUPED_CHARS) continue;
    found.push(said);
    start += run.length;
  }
  return found;
}

/** Codes of characters, four and more in a row: `0x6d 0x61`, `U+006D`, `=6D`, `\155`, `109, 97`. */
const CODES =
  /(?:(?:0x|u\+|\\u\{|\\x\{|=)[0-9a-f]{2,6}\}?[\s,;]*){4,}|(?:\\[0-7]{2,3}){4,}|(?<!\d)\d{2,3}(?:[\s,;|/-]+\d{2,3}){3,}(?!\d)/gi;

function codesDecoded(run: string): string[] {
  const base = run.startsWith('\\') && !/^\\[ux]/i.test(run) ? 8 : /^\d+(?:[^\dx]|$)/i.test(run) ? 10 : 16;
  const codes = run.match(base === 16 ? /(?<=0x|[+{=])[0-9a-f]+/gi : /\d+/g) ?? [];
  return readable(codes.map((code) => String.fromCharCode(parseInt(code, base) % 0x10000)).join(''));
}

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const CJK_DIGITS = '零一二三四五六七八九';
const DIGIT_WORD = `${DIGITS.join('|')}|oh|nought|〇|[${CJK_DIGITS}]`;
const DIGIT_WORDS = new RegExp(`(?:(?:${DIGIT_WORD})[\\s,./-]{0,3}){4,}`, 'i');

/** `four four seven zero` as `4470 `. */
const inDigits = (run: string): string =>
  run
    .replace(new RegExp(DIGIT_WORD, 'gi'), (word) =>
      String(Math.max(0, DIGITS.indexOf(word.toLowerCase()), CJK_DIGITS.indexOf(word))),
    )
    .replace(/\D/g, '') + ' ';

function hexDecoded(run: string): string[] {
  const digits = run.replace(/[^0-9a-f]/gi, '');
  const bytes = digits.match(/../g) ?? [];
  return readable(bytes.map((byte) => String.fromCharCode(parseInt(byte, 16))).join(''));
}

/** Texts alone: three in four random runs decode to rubbish. */
const readable = (text: string): string[] => (text.length >= 4 && /^[\t\n\r -~]+$/.test(text) ? [text] : []);
