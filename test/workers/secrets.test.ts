import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '../../contracts/run';
import { startSimulatedServer, type SimulatedServer } from '../../models/simulated/server';
import { ProgramBed } from './program-bed';
import type { WorkerProgram } from './worker-process';

const KEYS = {
  ACTOR_OPENAI_API_KEY: 'sk-actor/9f3+QkZ"7wLx=',
  SPEC_OPENAI_API_KEY: 'sk-spec-51bd8e7c90aa',
  SERPER_API_KEY: 'searchkey0c4f77e1d2',
  HF_TOKEN: 'hf_unused2b81a9cc',
};

const RESIDENT_LIMIT_MB = 400;

/** A search service that refuses some questions and quotes the key that it was sent, as careless gateways do. */
function carelessSearch(): Server {
  return createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const key = String(request.headers['x-api-key']);
      const refused = { message: `upstream failed for key ${key} (Bearer ${key})` };
      const found = { organic: [{ title: 'Tides', link: 'http://127.0.0.1:9/', snippet: 'twice a day' }] };
      const isRefused = body.includes('neap');
      response.writeHead(isRefused ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRefused ? refused : found));
    });
  });
}

/** A history as JSON in which payloads stand as the text that they hold. */
function readable(value: unknown): string {
  const plain = (part: unknown): unknown => {
    if (part instanceof Uint8Array) return new TextDecoder().decode(part);
    if (Array.isArray(part)) return part.map(plain);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, plain(inner)]));
  };
  return JSON.stringify(plain(value));
}

const search = (query: string) => ({ calls: [{ tool: 'web_search', arguments: { query } }] });

describe('secrets of a run', () => {
  let bed: ProgramBed;
  let models: SimulatedServer;
  let searchServer: Server;
  let programs: WorkerProgram[];
  let outcome: RunOutcome;
  let history: string;

  beforeAll(async () => {
    searchServer = carelessSearch();
    await new Promise<void>((resolve) => searchServer.listen(0, '127.0.0.1', resolve));
    const key = KEYS.ACTOR_OPENAI_API_KEY;
    models = await startSimulatedServer({
      script: {
        models: { 'sim-actor': { role: 'actor' }, 'sim-predictor': { role: 'predictor' } },
        conversations: [
          {
            id: 'tides',
            match: 'tides',
            turns: [
              search('neap tides'),
              search('tides'),
              { calls: [{ tool: 'calculate', arguments: { expression: '6 * 7' } }] },
              { text: 'FINAL ANSWER: 42' },
            ],
          },
        ],
        faults: [
          {
            kind: 'status',
            status: 500,
            message: `cannot serve Authorization: Bearer ${key} nor ${encodeURIComponent(key)}`,
            when: { role: 'actor', turn: 0 },
            count: 1,
          },
          {
            kind: 'status',
            status: 401,
            message: `Incorrect API key provided: ${KEYS.SPEC_OPENAI_API_KEY}`,
            when: { role: 'predictor', turn: 1 },
          },
        ],
      },
    });
    bed = await ProgramBed.start({
      workflows: true,
      env: {
        ...KEYS,
        ACTOR_BASE_URL: models.url,
        SPEC_BASE_URL: models.url,
        GAIA_ACTOR_MODEL: 'sim-actor',
        GAIA_SPEC_MODEL: 'sim-predictor',
        GAIA_TOPK: '1',
        SERPER_URL: `http://127.0.0.1:${(searchServer.address() as AddressInfo).port}`,
        FORERUN_LOG_LEVEL: 'trace',
        FORERUN_LOOKAHEAD: '1',
      },
    });
    programs = ['orchestrator', 'actor', 'tools', 'spec'].map((name) => bed.program(name));
    await Promise.all(programs.map((program) => program.ready()));
    const run = await bed.startRun('When are the tides?');
    outcome = await run.result();
    history = readable(await run.fetchHistory());
  });

  afterAll(async () => {
    await bed?.stop();
    await models?.close();
    await new Promise((resolve) => searchServer.close(resolve));
  });

  it('a run through faults that quote keys: → answered, and the faults were met', () => {
    expect(outcome).toMatchObject({ status: 'answered', answer: '42' });
    // Attempt 2 of a decide holds the failure of its first.
    expect(history.includes('provider_')).toBe(true);
    expect(outcome.steps.flatMap((step) => step.calls).map((call) => call.ok)).toContain(false);
  });

  it('history, result, logs and blobs: → no byte of any key, in whatever form', () => {
    const stored = readdirSync(path.join(bed.folder, 'store'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
    const logs = programs.map((program) => program.stderr + program.stdout);
    const places = {
      history,
      result: JSON.stringify(outcome),
      stored: stored.join('\n'),
      logs: logs.join('\n'),
    };
    for (const key of Object.values(KEYS)) {
      const forms = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)];
      const encoded = [0, 1, 2].map((n) =>
        Buffer.from('x'.repeat(n) + key)
          .toString('base64')
          .slice(4, -4),
      );
      for (const form of [...forms, ...encoded]) {
        const leaks = Object.entries(places).filter(([, text]) => text.includes(form));
        expect({ form, leaks: leaks.map(([place]) => place) }).toEqual({ form, leaks: [] });
      }
    }
    expect(stored.length).toBeGreaterThan(4);
    expect(places.logs).toContain('[hidden]');
  });

  it('every activity: → one line at its end with run, workflow, step, queue, attempt and whether it is ahead', () => {
    const lines = programs.flatMap((program) => program.log());
    const ends = lines.filter(({ msg, level }) => level !== 'trace' && /^Activity (comp|fail)/.test(msg));
    expect(ends.length).toBeGreaterThan(6);
    const learned = ({ activity }: (typeof ends)[number]): boolean => activity === 'learn';
    for (const line of ends.filter(learned)) {
      expect(line).toMatchObject({ run: outcome.token, workflow: expect.stringContaining(outcome.token) });
    }
    for (const line of ends.filter((end) => !learned(end))) {
      expect(line).toMatchObject({
        run: outcome.token,
        workflow: expect.stringContaining(outcome.token.slice(0, 12)),
        step: expect.any(Number),
        queue: expect.stringContaining(bed.env.FORERUN_QUEUE_PREFIX ?? '?'),
        activity: expect.stringMatching(/^(decide|predict|runTool)$/),
        attempt: expect.any(Number),
        ahead: expect.any(Boolean),
      });
      expect(line.level).toBe(
        line.msg === 'Activity failed' && line.retryable !== undefined ? line.level : 'debug',
      );
    }
    const failed = ends.filter(({ msg }) => msg === 'Activity failed');
    expect(failed).toContainEqual(
      expect.objectContaining({ level: 'warn', code: expect.stringMatching(/^provider_/) }),
    );
  });

  it('memory of each program after the run: → under 400 MB', () => {
    const resident = programs.map((program) => Math.round(program.residentMb()));
    for (const megabytes of resident) expect(megabytes).toBeLessThan(RESIDENT_LIMIT_MB);
  });
});
