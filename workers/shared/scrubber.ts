import { secretForms } from './secret-forms';
import { scrubValues } from './scrub-values';

const HIDDEN = '[hidden]';

/** Takes secrets out of what people and histories see. */
export interface Scrubber {
  text(text: string): string;
  /** A copy in which no string and no key holds a secret, at any depth. */
  value(value: unknown): unknown;
}

/**
 * Scrubs the given secrets in every form (`secretForms`), and what looks like one: bearer tokens, basic credentials,
 * passwords in URLs.
 */
export function createScrubber(secrets: readonly string[]): Scrubber {
  const forms = secretForms(secrets);
  const known = forms.length === 0 ? undefined : new RegExp(forms.map(literal).join('|'), 'g');
  const text = (input: string): string =>
    (known ? input.replace(known, HIDDEN) : input)
      .replace(/\b(bearer)(\s+|%20)[\w.~+/=*-]{6,}/gi, `$1$2${HIDDEN}`)
      .replace(/\b(basic)(\s+|%20)[A-Za-z0-9+/_-]{12,}={0,2}/gi, `$1$2${HIDDEN}`)
      .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']*:[^\s/@"']+@/gi, `$1${HIDDEN}@`);
  return { text, value: (value) => scrubValues(value, text) };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
