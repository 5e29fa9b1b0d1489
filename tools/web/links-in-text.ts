/** Closing punctuation of a sentence or a bracket that people write directly behind an address. */
const TRAILING = /[.,;:!?'"”’»)\]}>*_~|…]/u;
const MAX_TRAILING = 10;
const ADDRESS = /https?:\/\/[^\s<>"`\\^{}]+/giu;

/** An address as URLs are compared: host in lower case, percent-encoding as the standard has it, the fragment apart. */
function comparable(address: string): { href: string; fragment: string } | undefined {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  const fragment = url.hash;
  url.hash = '';
  return { href: url.href, fragment };
}

/** What an address in running text may have been meant to be: as it stands, and without closing punctuation. */
function* readings(found: string): Generator<string> {
  const ascii = /^[\x21-\x7e]+/.exec(found)?.[0] ?? '';
  for (const start of new Set([found, ascii])) {
    let reading = start;
    yield reading;
    for (let cut = 0; cut < MAX_TRAILING && TRAILING.test(reading.slice(-1)); cut += 1) {
      reading = reading.slice(0, -1);
      yield reading;
    }
  }
}

/**
 * Whether an http(s) address stands verbatim in one of the texts, as a whole: a prefix or an extension of an address
 * in a text does not count, nor does a host name without its scheme. Spelling that does not change what is fetched
 * is equal (case of the host, percent-encoding). A fragment may be missing, never added: a page's script reads it.
 */
export function addressStandsIn(url: string, texts: readonly string[]): boolean {
  const wanted = comparable(url);
  if (wanted === undefined) return false;
  return texts.some((text) => {
    for (const [found] of text.matchAll(ADDRESS)) {
      for (const reading of readings(found)) if (isAnswered(wanted, comparable(reading))) return true;
    }
    return false;
  });
}

type Comparable = NonNullable<ReturnType<typeof comparable>>;

const isAnswered = (wanted: Comparable, found: Comparable | undefined): boolean =>
  found?.href === wanted.href && (wanted.fragment === '' || wanted.fragment === found.fragment);

/**
 * The links of a search tool's text (`[n] title`, then the address on its own line): not those in titles, snippets or
 * passages, which are words of strangers.
 */
export function searchLinks(text: string): string[] {
  return [...text.matchAll(/^\[\d+\] .*\n(https?:\/\/\S+)$/gimu)].flatMap(([, url]) => (url ? [url] : []));
}
