/** A media type, lower case, and its charset where it names one. */
export interface ContentType {
  mime: string;
  charset?: string;
}

export function parseContentType(header: string | undefined): ContentType {
  const [mime = '', ...parameters] = (header ?? '').split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return { mime: mime.trim().toLowerCase(), ...(charset ? { charset: charset.toLowerCase() } : {}) };
}

const READABLE = new Set([
  'application/json',
  'application/ld+json',
  'application/x-ndjson',
  'application/jsonl',
  'application/xml',
  'application/xhtml+xml',
  'application/javascript',
  'application/x-javascript',
  'application/yaml',
  'application/x-yaml',
  'application/toml',
  'application/sql',
  'application/x-sh',
  'application/x-tex',
  'application/pdf',
  'application/x-pdf',
]);

/** Servers that say nothing, or nothing useful: the bytes decide. */
const UNDECLARED = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'application/download']);

/** Whether a body of this type is worth fetching for its text. */
export function isReadableType(mime: string): boolean {
  return (
    mime.startsWith('text/') ||
    READABLE.has(mime) ||
    UNDECLARED.has(mime) ||
    mime.endsWith('+json') ||
    mime.endsWith('+xml')
  );
}
