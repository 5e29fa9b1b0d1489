import canonicalize from 'canonicalize';

/** RFC 8785 text of a JSON value. Throws TypeError for what JSON cannot say (undefined, NaN, functions). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonicalJson: the value has no JSON form');
  return text;
}
