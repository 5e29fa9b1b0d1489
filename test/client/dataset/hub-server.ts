import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does wrong; counted down or removed by the test. */
export interface Faults {
  /** Status for every request; 0 for none. */
  status: number;
  /** Requests that are answered 503 before one is served. */
  busy: number;
  /** Transfers that break off after half of what was asked for, by file. */
  breaks: Map<string, number>;
  /** Files that are sent with one byte changed this many times. */
  spoils: Map<string, number>;
  ignoresRanges: boolean;
}

/** Enough of the hub's HTTP interface for one dataset repository, on loopback. */
export class HubServer {
  readonly requests: { path: string; range?: string; authorization?: string }[] = [];
  readonly faults: Faults = {
    status: 0,
    busy: 0,
    breaks: new Map(),
    spoils: new Map(),
    ignoresRanges: false,
  };
  commit = 'c0ffee'.repeat(6) + 'c0ff';
  private readonly server = createServer((request, response) => this.answer(request, response));

  constructor(
    readonly files: Map<string, Uint8Array>,
    readonly token?: string,
  ) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Ranges of the transfers of a file, without the library's one-byte probes. */
  transfersOf(name: string): (string | undefined)[] {
    return this.requests
      .filter(({ path, range }) => path.endsWith(`/${name}`) && range !== 'bytes=0-0')
      .map(({ range }) => range);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const path = decodeURIComponent(pathname);
    const { range, authorization } = request.headers;
    this.requests.push({ path, ...(range ? { range } : {}), ...(authorization ? { authorization } : {}) });
    if (this.faults.status > 0) return fail(response, this.faults.status);
    if (this.faults.busy > 0) {
      this.faults.busy -= 1;
      return fail(response, 503);
    }
    if (this.token !== undefined && authorization !== `Bearer ${this.token}`) return fail(response, 401);
    const name = 'gaia-benchmark/GAIA';
    const revision = new RegExp(`^/api/datasets/${name}/revision/(.+)$`).exec(path)?.[1];
    if (revision !== undefined) return this.sendInfo(response, revision);
    const tree = new RegExp(`^/api/datasets/${name}/tree/([^/]+)/(.+)$`).exec(path);
    if (tree) return sendJson(response, this.list(tree[2] ?? ''));
    const file = new RegExp(`^/datasets/${name}/resolve/([^/]+)/(.+)$`).exec(path)?.[2];
    if (file !== undefined && this.files.has(file)) return this.sendFile(response, file, range);
    fail(response, 404);
  }

  private sendInfo(response: ServerResponse, revision: string): void {
    if (revision !== 'main' && revision !== this.commit) return fail(response, 404);
    sendJson(response, { _id: 'x', id: 'gaia-benchmark/GAIA', sha: this.commit, gated: 'auto' });
  }

  /** Every second file as if it were in large-file storage. */
  private list(folder: string): object[] {
    const names = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return names.map((path, index) => {
      const content = this.files.get(path) ?? new Uint8Array();
      const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
      const lfs = { oid: createHash('sha256').update(content).digest('hex'), size: content.length };
      return index % 2 === 0
        ? { type: 'file', path, size: content.length, oid }
        : {
            type: 'file',
            path,
            size: content.length,
            oid: 'f'.repeat(40),
            lfs: { ...lfs, pointerSize: 130 },
          };
    });
  }

  private sendFile(response: ServerResponse, path: string, range: string | undefined): void {
    const whole = this.files.get(path) ?? new Uint8Array();
    const asked = this.faults.ignoresRanges && range !== 'bytes=0-0' ? undefined : range;
    const [from = 0, to = whole.length - 1] = (/^bytes=(\d+)-(\d+)$/.exec(asked ?? '') ?? [])
      .slice(1)
      .map(Number);
    const body = Buffer.from(whole.subarray(from, to + 1));
    const probe = range === 'bytes=0-0';
    if (!probe && takeOne(this.faults.spoils, path)) body[0] = (body[0] ?? 0) ^ 1;
    response.writeHead(asked === undefined ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      'content-range': `bytes ${from}-${to}/${whole.length}`,
      etag: `"${path}"`,
    });
    if (!probe && takeOne(this.faults.breaks, path)) {
      response.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
        setImmediate(() => response.destroy());
      });
    } else response.end(body);
  }
}

function takeOne(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: `status ${status} from the test server` }));
}
