import { ForerunError } from '../../contracts/errors';

const MAX_URL_CHARS = 4096;

/**
 * An http(s) address without credentials and fragment. Throws ForerunError `invalid_url` for what is no address and
 * `address_refused` for other schemes and for credentials.
 */
export function parseWebUrl(text: string, base?: string): URL {
  const shown = shorten(text);
  if (text.length > MAX_URL_CHARS) {
    throw invalid(
      `The address ${shown} has ${text.length} characters, more than ${MAX_URL_CHARS}.`,
      'Give a shorter one.',
    );
  }
  if (!URL.canParse(text, base)) {
    throw invalid(
      `"${shown}" is not a web address.`,
      'Give a whole address that begins with http:// or https://.',
    );
  }
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(`The address ${shown} has the scheme ${url.protocol}; only http and https are fetched.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(
      `The address of ${url.host} carries a user name or password; such addresses are not fetched.`,
    );
  }
  url.hash = '';
  return url;
}

const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

const invalid = (message: string, remedy: string): ForerunError =>
  new ForerunError({ code: 'invalid_url', blame: 'model', message, remedy });

const refused = (message: string): ForerunError =>
  new ForerunError({ code: 'address_refused', blame: 'model', message });
