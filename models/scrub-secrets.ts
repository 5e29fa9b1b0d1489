/** Keys shorter than this are placeholders such as `EMPTY`; replacing them would only maul messages. */
const MIN_KEY_CHARS = 8;
const HIDDEN = '[key]';

/** Replaces the given keys, and whatever looks like a key, bearer token or password in a URL. */
export function scrubSecrets(text: string, keys: readonly string[]): string {
  let clean = text;
  for (const key of keys) if (key.length >= MIN_KEY_CHARS) clean = clean.replaceAll(key, HIDDEN);
  return clean
    .replace(/\bBearer\s+[A-Za-z0-9._~+/=*-]+/gi, `Bearer ${HIDDEN}`)
    .replace(/\b(?:sk|pk|rk|gsk|hf|xai|tvly)[-_][A-Za-z0-9_*.-]{6,}/g, HIDDEN)
    .replace(/(\w+:\/\/)[^\s/@:]*:[^\s/@]*@/g, `$1${HIDDEN}@`);
}
