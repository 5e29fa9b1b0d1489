import { ForerunError } from '../../contracts/errors';
import { WorkerPool } from '../shared/worker-pool';
import type { FetchedPage, GuardedFetch } from './guarded-fetch';
import type { ParsedDocument, ParseInput, PassageWish } from './parse-document';

export interface DocumentReaderSettings {
  guard: GuardedFetch;
  /** Deadline of parsing one document. Default 15 s. */
  parseMs?: number;
  /** After this a long PDF is given in part. Default two thirds of `parseMs`. */
  softLimitMs?: number;
  /** Heap of a parsing process. Default 256 MB. */
  parseMemoryMb?: number;
}

interface ReadRequest {
  url: string;
  signal: AbortSignal;
  /** It is a guess that is read: no real call waits for it. */
  ahead: boolean;
  passage?: PassageWish;
}

export interface ReadDocument extends ParsedDocument {
  /** Where the document came from, after redirects. */
  url: string;
}

/**
 * Fetches a page through the guard and parses it in a worker process, so that no page can hold up the event loop.
 * Throws ForerunError: those of GuardedFetch, and `unsupported_type`, `unreadable_document`, `encrypted_document`,
 * `parse_timeout`, `parse_memory`, `parse_failed`, `cancelled`.
 */
export class DocumentReader {
  private readonly pool: WorkerPool;
  private readonly softLimitMs: number;

  constructor(private readonly settings: DocumentReaderSettings) {
    const deadlineMs = settings.parseMs ?? 15_000;
    this.softLimitMs = settings.softLimitMs ?? Math.floor((deadlineMs * 2) / 3);
    this.pool = new WorkerPool({
      entry: require.resolve('./parse-document'),
      deadlineMs,
      memoryMb: settings.parseMemoryMb ?? 256,
    });
  }

  /** With `passage`, `text` is the quoted passage alone. */
  async read({ url, signal, ahead, passage }: ReadRequest): Promise<ReadDocument> {
    const page = await this.settings.guard({ url, signal });
    return { url: page.url, ...(await this.parse(page, { signal, ahead, passage })) };
  }

  /** Brings a parsing process up for the documents to come. Never rejects. */
  warm(): Promise<void> {
    return this.pool.warm();
  }

  /** Ends idle parsing processes now instead of after their idle time. */
  close(): void {
    this.pool.close();
  }

  private async parse(
    page: FetchedPage,
    { signal, ahead, passage }: Omit<ReadRequest, 'url'>,
  ): Promise<ParsedDocument> {
    const input: ParseInput = { ...page, softLimitMs: this.softLimitMs, ...(passage ? { passage } : {}) };
    const report = await this.pool.run<ParsedDocument>(input, { signal, ahead });
    if (report.ok) return report.value;
    switch (report.reason) {
      case 'thrown':
        throw parseError(report.code ?? 'parse_failed', page.url, report.message);
      case 'deadline':
        throw parseError('parse_timeout', page.url, `it was ${report.message}`);
      case 'memory':
        throw parseError('parse_memory', page.url, `it ${report.message}`);
      case 'crashed':
        throw parseError('parse_failed', page.url, report.message);
      case 'cancelled':
        throw new ForerunError({
          code: 'cancelled',
          blame: 'system',
          message: `Reading ${page.url} was cancelled.`,
        });
    }
  }
}

const parseError = (code: string, url: string, reason: string): ForerunError =>
  new ForerunError({ code, blame: 'provider', message: `The document ${url} could not be read: ${reason}.` });
