import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../contracts/errors';
import type { WireError } from './wire-format';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** An answer in OpenAI's error shape. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: Partial<WireError> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** Answers with a problem, where the client is still there and nothing was sent yet. Other errors become a 500. */
export function sendProblem(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) return void response.destroy();
  const problem =
    error instanceof HttpProblem
      ? error
      : new HttpProblem(500, messageOf(error), {
          type: 'server_error',
        });
  const { type = 'invalid_request_error', code = null, param = null } = problem.fields;
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  sendJson(response, problem.status, { error: { message: problem.message, type, code, param } });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The whole body of a request. Throws HttpProblem 413 beyond 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new HttpProblem(413, `The body is larger than ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
