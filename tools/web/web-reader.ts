import { z } from 'zod';
import type { Tool, ToolOutcome } from '../../contracts/tool';
import { zodParameters } from '../parameters/zod-parameters';
import type { DocumentReader, ReadDocument } from './document-reader';
import { failureOutcome } from './failure-outcome';
import { oneLine } from './format-search-results';
import { pageText } from './page-text';
import { parseWebUrl } from './parse-web-url';

const DEFAULT_LIMIT = 1_000_000;

const parameters = z.strictObject({
  url: z.string().trim().min(1).describe('The address of the page, with http:// or https://.'),
  offset: z.number().int().min(0).default(0).describe('Character to begin at, to read on in a long page.'),
  limit: z
    .number()
    .int()
    .min(1)
    .max(DEFAULT_LIMIT)
    .default(DEFAULT_LIMIT)
    .describe('At most this many characters.'),
});

/** `web_reader`: the readable text of one address. */
export function createWebReader({ reader }: { reader: DocumentReader }): Tool<z.output<typeof parameters>> {
  return {
    name: 'web_reader',
    description:
      'Read a web page, text file, JSON, XML or PDF at an address. Returns its readable text with links. ' +
      'Long texts come in parts; the end of a part says which offset to ask for.',
    parameters: zodParameters(parameters),
    normalise: ({ url, offset, limit }) => ({ url: normalUrl(url), offset, limit }),
    async execute({ arguments: { url, offset, limit }, context }) {
      try {
        const document = await reader.read({ url, signal: context.signal, ahead: context.ahead });
        if (document.isPart && context.ahead) return brokenOff(document);
        return present(document, { asked: url, offset, limit, maxChars: context.maxChars });
      } catch (error) {
        return failureOutcome(error);
      }
    },
    warm: () => reader.warm(),
    close: () => reader.close(),
  };
}

/** A guess that was short of time is no success: the real call has time of its own. */
const brokenOff = ({ url }: ReadDocument): ToolOutcome => ({
  ok: false,
  code: 'parse_timeout',
  message: `The document ${url} was read in part.`,
  retryable: true,
});

interface Wish {
  asked: string;
  offset: number;
  limit: number;
  maxChars: number;
}

function present(document: ReadDocument, { asked, offset, limit, maxChars }: Wish): ToolOutcome {
  const { title, url, notes, text } = document;
  if (text.trim() === '') {
    return {
      ok: false,
      code: 'empty_page',
      retryable: false,
      message: `The page ${url} has no readable text; it may be built by scripts in the browser.`,
    };
  }
  const head = header({ title, url, notes, asked }, Math.floor(maxChars / 4));
  const page = pageText(text, { offset, limit, maxChars: maxChars - head.length });
  if (page) return { ok: true, text: `${head}${page.text}`, ...(page.truncated ? { truncated: true } : {}) };
  return {
    ok: false,
    code: 'invalid_offset',
    retryable: false,
    message: `offset=${offset} is past the end: the text of ${url} has ${text.length} characters.`,
  };
}

/** Title, address and notes; each on one line, all within a share of the room. */
function header(
  { title, url, notes, asked }: Pick<ReadDocument, 'title' | 'url' | 'notes'> & { asked: string },
  maxChars: number,
): string {
  const moved = normalUrl(asked) === url ? '' : ` (redirected from ${oneLine(asked)})`;
  const lines = [
    ...(title ? [`Title: ${oneLine(title)}`] : []),
    `URL: ${url}${moved}`,
    ...notes.map(oneLine),
  ];
  return `${lines.join('\n').slice(0, maxChars)}\n\n`;
}

/** The address as it is fetched; text that is no address stays as it is, and is refused when it runs. */
function normalUrl(text: string): string {
  try {
    return parseWebUrl(text).href;
  } catch {
    return text;
  }
}
