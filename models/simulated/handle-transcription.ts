import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpProblem, readBody, sendJson } from './http-problem';
import { preciseNow } from './request-log';
import type { Stage } from './server';

/** Answers a transcription request with the text that the script has for the file's name. */
export async function handleTranscription(
  stage: Stage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request);
  const file = form.get('file');
  const model = String(form.get('model') ?? '');
  const name = file instanceof File ? file.name : undefined;
  const record = stage.log.add({
    path: '/v1/audio/transcriptions',
    model,
    attempt: 1,
    ahead: false,
    stream: false,
    n: 1,
    parameters: { file: name, bytes: file instanceof File ? file.size : 0 },
    messageCount: 0,
    toolNames: [],
  });
  const gone = new AbortController();
  response.on('close', () => {
    record.closedAt ??= preciseNow();
    record.abortedByClient = !response.writableEnded;
    gone.abort();
  });
  if (name === undefined) throw new HttpProblem(400, 'The form has no file', { param: 'file' });
  const scripted = stage.script.transcriptions.find((candidate) => name.includes(candidate.match));
  if (!scripted) throw new HttpProblem(400, `Simulated server: no transcription for "${name.slice(0, 80)}"`);
  await sleep(scripted.seconds * 1000 * stage.script.timeScale, undefined, { signal: gone.signal });
  sendJson(response, 200, { text: scripted.text });
}

async function readForm(request: IncomingMessage): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? '';
  const body = await readBody(request);
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new HttpProblem(400, 'The body of the request is not a multipart form');
  }
}
