import { isStopWord } from './words';
import { isWrap, wrapOf, wrapped } from './wraps';

/**
 * Ways in which an argument's text may be made from a text in the context; the name stands in the model file. Each
 * gives undefined where it does not apply or changes nothing.
 */
const FIXED: Record<string, (text: string) => string | undefined> = {
  lower: (text) => changed(text, text.toLowerCase()),
  upper: (text) => changed(text, text.toUpperCase()),
  first: (text) => changed(text, text.split(/\s+/)[0]),
  last: (text) => changed(text, text.split(/\s+/).at(-1)),
  day: (text) => (/^\d{4}-\d{2}-\d{2}[T ]/.test(text) ? text.slice(0, 10) : undefined),
  clock: (text) => /^\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})/.exec(text)?.[1],
  local: (text) => (text.includes('@') ? text.slice(0, text.indexOf('@')) : undefined),
  host: (text) => /^https?:\/\/([^/]+)/.exec(text)?.[1],
  bare: (text) => changed(text, text.replace(/^https?:\/\//, '')),
  http: (text) => (/^[\w-]+(\.[\w-]+)+/.test(text) ? `http://${text}` : undefined),
  https: (text) => (/^[\w-]+(\.[\w-]+)+/.test(text) ? `https://${text}` : undefined),
  strip: (text) => changed(text, text.replace(/^[^\p{L}\p{N}]+/u, '')),
  snake: (text) => changed(text, text.toLowerCase().replace(/\s+/g, '_')),
  hyphen: (text) => changed(text, text.toLowerCase().replace(/\s+/g, '-')),
  digits: (text) => changed(text, text.replace(/[^\d.]/g, '')),
  dense: (text) =>
    changed(
      text,
      joined(text, (left, right) => [...left, ...right]),
    ),
  turned: (text) => joined(text, (left, right) => [...right, ...left]),
  whole: (text) => (/^\d+\.0+$/.test(text) ? text.replace(/\.0+$/, '') : undefined),
};

/** Two runs of words with stop words between, put together anew: `plans for Hawaii` → `Hawaii plans`. */
function joined(
  text: string,
  order: (left: readonly string[], right: readonly string[]) => string[],
): string | undefined {
  const words = text.split(' ');
  if (words.length < 3 || words.length > 10) return undefined;
  const from = words.findIndex((word) => isStopWord(word.toLowerCase()));
  if (from <= 0) return undefined;
  let to = from + 1;
  while (to < words.length && isStopWord((words[to] as string).toLowerCase())) to += 1;
  return to === words.length ? undefined : order(words.slice(0, from), words.slice(to)).join(' ');
}

const changed = (before: string, after: string | undefined): string | undefined =>
  after === undefined || after === '' || after === before ? undefined : after;

/** Names of the fixed transformations, in the order in which they are tried. */
const TRANSFORMS = Object.keys(FIXED);

/** What the fixed transformations make of a text. */
export const fixedTransforms = (text: string): string[] =>
  TRANSFORMS.flatMap((name) => FIXED[name]?.(text) ?? []);

/**
 * `pre:#` puts `#` before the text; `days:2` is the day two days later; `year` completes a day without a year by the
 * run's year, `year:2024` by that one, where the run has named none; `wrap:` is said in wraps.ts.
 */
export function transform(
  via: string,
  text: string,
  year: string | undefined,
  known?: (name: string, place: number) => string | undefined,
): string | undefined {
  if (via === '') return text;
  if (via.startsWith('alias')) return known?.(text.toLowerCase(), via === 'alias' ? 0 : 1);
  if (via.startsWith('year')) {
    const full = via === 'year' ? year : year === undefined ? via.slice(5) : undefined;
    return full && MONTH_AND_DAY.test(text) ? `${full}-${text}` : undefined;
  }
  if (via.startsWith('days:')) return daysLater(text, Number(via.slice(5)));
  if (via.startsWith('pre:')) {
    const prefix = via.slice(4);
    return text.startsWith(prefix) ? undefined : `${prefix}${text}`;
  }
  return isWrap(via) ? wrapped(via, text) : FIXED[via]?.(text);
}

/** How a wanted text follows from another; undefined where no transformation gives it. */
export function viaOf(from: string, wanted: string, year: string | undefined): string | undefined {
  if (from === wanted) return '';
  const more = wanted.length - from.length;
  if (
    more > 0 &&
    more <= 2 &&
    from.length >= 3 &&
    wanted.endsWith(from) &&
    /^[^\p{L}\p{N}]+$/u.test(wanted.slice(0, more))
  )
    return `pre:${wanted.slice(0, more)}`;
  if (MONTH_AND_DAY.test(from) && DAY.test(wanted) && wanted.endsWith(from)) {
    const via = year === undefined ? `year:${wanted.slice(0, 4)}` : 'year';
    return transform(via, from, year) === wanted ? via : undefined;
  }
  if (DAY.test(wanted) && DAY.test(from)) {
    const days = dayNumber(wanted) - dayNumber(from);
    return Math.abs(days) <= MOST_DAYS ? `days:${days}` : undefined;
  }
  return TRANSFORMS.find((name) => FIXED[name]?.(from) === wanted) ?? wrapOf(from, wanted);
}

const MONTH_AND_DAY = /^\d{2}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Days farther apart are chance. */
const MOST_DAYS = 3;
const DAY_MS = 86_400_000;

/** The days from which `days:` rules make this one; none where it is no day. */
export const daysAround = (day: string): string[] =>
  DAYS_AROUND.flatMap((days) => daysLater(day, days) ?? []);

const DAYS_AROUND = Array.from({ length: 2 * MOST_DAYS + 1 }, (_unused, at) => at - MOST_DAYS);

const dayNumber = (day: string): number => Date.parse(day) / DAY_MS;

function daysLater(text: string, days: number): string | undefined {
  if (!DAY.test(text)) return undefined;
  const time = Date.parse(text) + days * DAY_MS;
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : undefined;
}
