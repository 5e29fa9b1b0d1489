import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Fault {
  status: number;
  code: string;
}

/** As much of S3 as the store needs, over real HTTP with path-style addresses: GET, HEAD and PUT of objects. */
export class S3Server {
  /** Objects by `bucket/key`. */
  readonly objects = new Map<string, Buffer>();
  /** Requests as `METHOD bucket/key`, in order. */
  readonly requests: string[] = [];
  /** Answers of the next requests, before anything is done. */
  readonly faults: Fault[] = [];
  /** Requests without a signature; the SDK sends none like that. */
  unsigned = 0;

  private constructor(
    private readonly server: Server,
    private readonly buckets: string[],
  ) {}

  static async start(buckets: string[]): Promise<S3Server> {
    const server = createServer();
    const s3 = new S3Server(server, buckets);
    server.on('request', (request, response) => void s3.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return s3;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const path = decodeURIComponent(new URL(request.url ?? '/', this.url).pathname.slice(1));
    this.requests.push(`${request.method} ${path}`);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) this.unsigned += 1;
    const fault = this.faults.shift();
    if (fault) return fail(response, fault.status, fault.code);
    if (!this.buckets.includes(path.split('/')[0] ?? '')) return fail(response, 404, 'NoSuchBucket');
    switch (request.method) {
      case 'PUT':
        return this.put(path, body, request, response);
      case 'GET':
      case 'HEAD':
        return this.get(path, response);
      default:
        return fail(response, 405, 'MethodNotAllowed');
    }
  }

  private put(path: string, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    if (request.headers['if-none-match'] === '*' && this.objects.has(path)) {
      return fail(response, 412, 'PreconditionFailed');
    }
    const expected = request.headers['if-match'];
    if (expected !== undefined) {
      const object = this.objects.get(path);
      if (!object) return fail(response, 404, 'NoSuchKey');
      if (etagOf(object) !== expected) return fail(response, 412, 'PreconditionFailed');
    }
    this.objects.set(path, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  }

  private get(path: string, response: ServerResponse): void {
    const object = this.objects.get(path);
    if (!object) return fail(response, 404, 'NoSuchKey');
    response.writeHead(200, { 'content-length': object.byteLength, etag: etagOf(object) }).end(object);
  }
}

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

function fail(response: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
