import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForerunError } from '../../contracts/errors';
import { handleChat } from './handle-chat';
import { handleTranscription } from './handle-transcription';
import { HttpProblem, sendJson, sendProblem } from './http-problem';
import { FaultPicker } from './pick-fault';
import { PriorityGate } from './priority-gate';
import { RequestLog, type RecordedRequest } from './request-log';
import { parseScript } from './parse-script';
import type { SimulationScript, SimulationScriptInput } from './script';

/** What the script makes of the server; replaced as a whole by another script. */
export interface Stage {
  script: SimulationScript;
  faults: FaultPicker;
  gate: PriorityGate;
  modelGates: Map<string, PriorityGate>;
  log: RequestLog;
}

export interface SimulatedServer {
  /** Base URL for clients, ending with `/v1`. */
  url: string;
  port: number;
  /** Latest requests in order of arrival; the records are live. */
  requests: readonly RecordedRequest[];
  /** Plays another script from now on; attempts and fault counts begin anew. Throws ForerunError `script_invalid`. */
  setScript(script: SimulationScriptInput): void;
  clearRequests(): void;
  /** Closes all connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible server that plays a script. Throws ForerunError `script_invalid`, or `port_in_use` where
 * it cannot listen. `GET /simulated/requests` gives the recorded requests to other processes.
 */
export async function startSimulatedServer(options: {
  script: SimulationScriptInput;
  /** 0 or absent: a free one. */
  port?: number;
  host?: string;
}): Promise<SimulatedServer> {
  const log = new RequestLog();
  let stage = makeStage(options.script, log);
  const server = createServer((request, response) => void route(() => stage, request, response));
  // A client's unused connection may be old; the default of 5 s makes for resets on slow machines.
  server.keepAliveTimeout = 60_000;
  const host = options.host ?? '127.0.0.1';
  await listen(server, host, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`,
    port,
    requests: log.requests,
    setScript: (script) => {
      stage = makeStage(script, log);
    },
    clearRequests: () => log.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function makeStage(input: SimulationScriptInput, log: RequestLog): Stage {
  const script = parseScript(input);
  return {
    script,
    faults: new FaultPicker(script),
    gate: new PriorityGate(script.concurrency),
    modelGates: new Map(
      Object.entries(script.models).map(([name, model]) => [name, new PriorityGate(model.concurrency)]),
    ),
    log,
  };
}

async function route(
  current: () => Stage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stage = current();
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  try {
    if (path === '/simulated/requests') return sendJson(response, 200, stage.log.requests);
    checkKey(stage.script, request);
    switch (`${request.method} ${path}`) {
      case 'POST /v1/chat/completions':
        return await handleChat(stage, request, response);
      case 'POST /v1/audio/transcriptions':
        return await handleTranscription(stage, request, response);
      case 'GET /v1/models':
        return sendJson(response, 200, listModels(stage.script));
      default:
        throw new HttpProblem(404, `Unknown request URL: ${request.method} ${path}`, {
          type: 'invalid_request_error',
          code: 'unknown_url',
        });
    }
  } catch (error) {
    sendProblem(response, error);
  }
}

function listModels(script: SimulationScript): Record<string, unknown> {
  return {
    object: 'list',
    data: Object.keys(script.models).map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'simulated',
    })),
  };
}

function checkKey(script: SimulationScript, request: IncomingMessage): void {
  if (script.apiKey === undefined || request.headers.authorization === `Bearer ${script.apiKey}`) return;
  const given = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  throw new HttpProblem(401, `Incorrect API key provided: ${given}.`, {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ForerunError({
          code: error.code === 'EADDRINUSE' ? 'port_in_use' : 'listen_failed',
          blame: 'user',
          message: `The simulated model server cannot listen on ${host}:${port}: ${error.message}`,
          remedy: 'Choose another port; 0 takes a free one.',
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}
