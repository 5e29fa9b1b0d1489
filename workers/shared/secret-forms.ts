/** Shorter texts are no secrets: replacing them would maul every line, and they protect nothing. */
const MIN_SECRET_CHARS = 4;
/** An encoded form shorter than this stands in harmless texts by chance. */
const MIN_ENCODED_CHARS = 6;
/** Lines of a certificate's key, one by one: a log may show a part of it. */
const MIN_LINE_CHARS = 20;

/**
 * The forms in which a secret may stand in a text: as it is, inside JSON, in a URL, and within the base64 of something
 * longer, such as an `Authorization: Basic` header. Longest first.
 */
export function secretForms(secrets: readonly string[]): string[] {
  const whole = secrets.filter((secret) => secret.length >= MIN_SECRET_CHARS);
  const lines = whole
    .filter((secret) => secret.includes('\n'))
    .flatMap((secret) => secret.split(/\r?\n/))
    .filter((line) => line.length >= MIN_LINE_CHARS && !line.startsWith('-----'));
  const forms = [...whole, ...lines].flatMap((secret) => [
    secret,
    ...inJson(secret),
    ...inUrl(secret),
    ...inBase64(secret),
  ]);
  return [...new Set(forms)].toSorted((left, right) => right.length - left.length);
}

/** Once and twice: an error's text often quotes a document that quotes it. */
function inJson(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  return [once, JSON.stringify(once).slice(1, -1)];
}

function inUrl(secret: string): string[] {
  // Half of a surrogate pair cannot be encoded.
  const wellFormed = Buffer.from(secret, 'utf8').toString('utf8');
  const encoded = encodeURIComponent(wellFormed);
  const variants = [encoded, encodeURI(wellFormed), encoded.replaceAll('%20', '+')];
  return [...variants, ...variants.map((text) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}

/**
 * What the base64 of any text around the secret has in common, for each of the three places where it can begin within
 * a group of three bytes: characters that hold bits of its neighbours are left out.
 */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (own.length < MIN_ENCODED_CHARS) return [];
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
