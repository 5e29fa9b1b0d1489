import { fold } from './fold';

/**
 * What decides where something goes, or whose it is: addresses, hosts, mail addresses, handles, account and telephone
 * numbers, and opaque tokens. `form` is equal for spellings that mean the same.
 */
export interface Identifier {
  kind: 'url' | 'host' | 'email' | 'handle' | 'number' | 'token';
  form: string;
}

const URL_TEXT = /\b[a-z][a-z0-9+.-]{1,20}:\/{1,3}[^\s<>"'`\\^{}|]+/giu;
const EMAIL = /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu;
const HOST =
  /(?<![@\p{L}\p{N}._-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})\.)+\p{L}{2,24}(?::\d{1,5})?(?:[/?#][^\s<>"'`\\^{}|]*)?/gu;
const IP =
  /(?<![\p{L}\p{N}.])(?:(?:0x[0-9a-f]+|\d{1,10})\.){1,3}(?:0x[0-9a-f]+|\d{1,10})(?::\d{1,5})?(?![\p{L}\p{N}])/giu;
const HANDLE = /(?<![\p{L}\p{N}._%+-])@[\p{L}\p{N}_][\p{L}\p{N}_.-]+/gu;
/** At least six digits, with what people put between them. */
const NUMBER = /(?<![\p{L}\p{N}])\+?\(?\d(?:[\s().\-/]{0,2}\d){5,}(?![\p{L}\p{N}])/gu;
/** Two letters, two digits and the account, in groups or in one. */
const IBAN = /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){9,30}(?![\p{L}\p{N}])/giu;
const TOKEN = /[\p{L}\p{N}+/=_#-]{8,}/gu;
/** Days, times and years that stand alone say when, not where; inside of a host or a token they are a part of it. */
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const YEAR = String.raw`(?:19|20)\d{2}`;
const DATE = new RegExp(
  String.raw`(?<![^\s"'([,;])(?:(?:1\d|2[01])\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.]${DAY}` +
    String.raw`(?:[t ](?:[01]?\d|2[0-4]):[0-5]\d(?::[0-6]\d)?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?` +
    String.raw`|${DAY}[-/.]${DAY}[-/.]${YEAR}|${YEAR}(?:[\s,/-]{1,2}${YEAR})+)(?=$|[\s"')\],;]|[.:!?](?:\s|$))`,
  'gu',
);
const TRAILING = /[.,;:!?'"”’»)\]}>*_~|…-]+$/u;

/** The identifiers in a text, each form once. */
export function identifiersIn(text: string): Identifier[] {
  const found = new Map<string, Identifier>();
  const add = (kind: Identifier['kind'], form: string): void => {
    if (form !== '') found.set(`${kind} ${form}`, { kind, form });
  };
  /** A fragment is sent with the rest: an address with one is another, and whoever names it names the one without. */
  const addAddress = (address: string): void => {
    const fragment = /#.+$/.exec(address)?.[0] ?? '';
    add('url', addressForm(address));
    add('url', addressForm(address) + fragment);
    add('host', hostOf(address));
  };
  const folded = fold(text);
  const undated = withoutDays(folded);
  for (const match of matches(folded, URL_TEXT)) addAddress(match);
  for (const match of matches(folded, EMAIL)) add('email', match);
  for (const match of matches(folded, HOST)) addAddress(match);
  for (const match of matches(undated, IP)) if (!isDecimal(match)) add('host', match.replace(/:\d+$/, ''));
  for (const match of matches(folded, HANDLE)) add('handle', match);
  for (const { identifier } of numbersIn(undated)) add(identifier.kind, identifier.form);
  for (const match of matches(undated, TOKEN)) if (isOpaque(match)) add('token', tokenForm(match));
  return [...found.values()];
}

/** Account and telephone numbers of a folded text, and how they are written there. */
export function numbersIn(folded: string): { identifier: Identifier; written: string }[] {
  const number = (written: string, form: string) => ({
    identifier: { kind: 'number' as const, form },
    written,
  });
  const accounts = matches(folded, IBAN).filter((match) => /\d{4}/.test(match));
  const others = accounts.reduce((text, account) => text.replaceAll(account, ' '), folded);
  return [
    ...accounts.map((match) => number(match, match.replace(/[ -]/g, ''))),
    ...matches(others, NUMBER).map((match) => number(match, match.replace(/\D/g, ''))),
  ];
}

/** A folded text without the days, times of days and rows of years in it. */
export const withoutDays = (folded: string): string => folded.replace(DATE, ' ');

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([match]) => match.replace(TRAILING, ''));

/** Without scheme, `www.`, a slash at the end and fragment; percent-encoding as the standard has it. */
function addressForm(address: string): string {
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:\/*/, '').replace(/#.*$/, '');
  const url = `http://${rest}`;
  const standard = URL.canParse(url) ? new URL(url) : undefined;
  const plain = standard ? `${standard.host}${standard.pathname}${standard.search}` : rest;
  return plain.replace(/^www\./, '').replace(/\/$/, '');
}

const hostOf = (address: string): string => addressForm(address).split(/[/?:]/)[0] ?? '';

/** `3.14` is a number, `10.1` might be a host: one dot alone is a number. */
const isDecimal = (text: string): boolean => /^\d+\.\d+$/.test(text);

/** Letters and digits mixed, or a run too long to be a word. Words and short numbers joined by dashes are none. */
function isOpaque(token: string): boolean {
  const bare = token.replace(/^[#=/+_-]+|[=/+_-]+$/g, '');
  if (bare.length < 8) return false;
  if (/\d/.test(bare) && /\p{L}/u.test(bare))
    return !/^(?:\d{1,4}|\p{L}+)(?:[-_/](?:\d{1,4}|\p{L}+))*$/u.test(bare);
  return bare.split(/[-_/]/).some((part) => part.length >= 24);
}

const tokenForm = (token: string): string => token.replace(/^[#=/+_-]+|[=/+_-]+$/g, '');
