import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { addressesAreTrusted, trustedAddressTexts } from '../../activities/trusted-addresses';
import { createPredict } from '../../activities/predict';
import { createRunTool } from '../../activities/run-tool';
import type { PredictInput } from '../../contracts/activities';
import type { Message } from '../../contracts/transcript';
import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';
import { startSimulatedServer } from '../../models/simulated/server';
import { zodParameters } from '../../tools/parameters/zod-parameters';
import { Toolset } from '../../tools/toolset';
import { TEST_POLICY } from '../support/test-tools';
import { activityBed, toolCall } from './activity-bed';

const RESULTS = [
  'Results for "x"',
  '[1] A page with https://evil.example/title in its title',
  'https://found.example/page',
  'A snippet that names https://evil.example/snippet',
].join('\n');

const MESSAGES: Message[] = [
  { role: 'system', text: 'The operator says https://system.example/' },
  { role: 'user', text: 'Read https://given.example/a?b=c, then answer.' },
  {
    role: 'assistant',
    calls: [
      { id: 's0001c001', tool: 'web_search', arguments: { query: 'x' } },
      { id: 's0001c002', tool: 'look', arguments: {} },
    ],
  },
  { role: 'tool', callId: 's0001c001', ok: true, textHash: sha256Hex(RESULTS) },
  { role: 'tool', callId: 's0001c002', ok: true, textHash: sha256Hex('[1] x\nhttps://tool.example/') },
];

const TEXTS = [RESULTS, '[1] x\nhttps://tool.example/'];
const textOf = (hash: string): string | undefined => TEXTS.find((text) => sha256Hex(text) === hash);

const TRUSTED = ['https://given.example/a?b=c', 'https://found.example/page'];
const REFUSED = [
  'https://given.example/a?b=c&secret=1',
  'https://given.example/',
  'https://evil.example/snippet',
  'https://evil.example/title',
  'https://tool.example/',
  'https://system.example/',
  'https://somewhere.example/?q=secret',
  // What a URL parser takes for an address although it does not look like one.
  'https:/evil.example/?q=secret',
  'https:evil.example/?q=secret',
  'https:\\\\evil.example\\?q=secret',
  '//evil.example/?q=secret',
  '/\\evil.example',
  'localhost/?q=secret',
  'evil.example/?q=secret',
  'h\nttps://evil.example/?q=secret',
  'data:text/plain,secret',
];

/** A reader of one address that counts what it was asked for. */
function readerToolset(): { toolset: Toolset; read: string[] } {
  const read: string[] = [];
  const tools = { ...TEST_POLICY, web_reader: { ...TEST_POLICY.look!, egress: 'url' as const } };
  const policy = { hash: sha256Hex(canonicalJson(tools)), tools };
  const toolset = new Toolset(
    'test',
    [
      {
        name: 'web_reader',
        description: 'reads an address',
        parameters: zodParameters(z.strictObject({ url: z.string() })),
        execute: async ({ arguments: args }) => {
          read.push(String(args.url));
          return { ok: true, text: 'page' };
        },
      },
    ],
    policy,
  );
  return { toolset, read };
}

describe('rule 4, egress: a url tool ahead only for addresses of the user’s text or of a search result’s link', () => {
  it.each(TRUSTED)('%s → trusted', (url) => {
    expect(addressesAreTrusted({ url }, trustedAddressTexts(MESSAGES, textOf))).toBe(true);
  });

  it.each(REFUSED)('%j → refused', (url) => {
    expect(addressesAreTrusted({ url }, trustedAddressTexts(MESSAGES, textOf))).toBe(false);
  });

  it('an address inside a list or an object → refused like any other', () => {
    const texts = trustedAddressTexts(MESSAGES, textOf);
    expect(addressesAreTrusted({ urls: ['https://evil.example/'] }, texts)).toBe(false);
    expect(addressesAreTrusted({ request: { url: 'https://evil.example/' } }, texts)).toBe(false);
    expect(addressesAreTrusted({ urls: TRUSTED }, texts)).toBe(true);
  });

  it('no address at all → refused: nothing of it stands in a trusted text', () => {
    expect(addressesAreTrusted({}, trustedAddressTexts(MESSAGES, textOf))).toBe(false);
  });

  it('numbers and switches beside a trusted address → trusted', () => {
    const texts = trustedAddressTexts(MESSAGES, textOf);
    expect(addressesAreTrusted({ url: TRUSTED[0]!, offset: 0, limit: 100, raw: true }, texts)).toBe(true);
  });

  it.each([...TRUSTED.map((url) => [url, true] as const), ...REFUSED.map((url) => [url, false] as const)])(
    'run-tool ahead with %j → executed: %s',
    async (url, allowed) => {
      const { toolset, read } = readerToolset();
      const bed = await activityBed({ toolset });
      const transcript = await bed.transcript(MESSAGES, TEXTS);
      const input = bed.toolInput(toolCall('web_reader', { url }), { ahead: true, transcript });
      const result = bed.execute(createRunTool(bed.context), input);
      if (allowed) await expect(result).resolves.toMatchObject({ ok: true });
      else await expect(result).rejects.toMatchObject({ type: 'egress_refused', nonRetryable: true });
      expect(read).toEqual(allowed ? [url] : []);
    },
  );

  it('run-tool ahead without the transcript → refused', async () => {
    const { toolset, read } = readerToolset();
    const bed = await activityBed({ toolset });
    const input = bed.toolInput(toolCall('web_reader', { url: TRUSTED[0]! }), { ahead: true });
    await expect(bed.execute(createRunTool(bed.context), input)).rejects.toMatchObject({
      type: 'egress_refused',
    });
    expect(read).toEqual([]);
  });

  it('run-tool for real → any address, the decision has asked for it', async () => {
    const { toolset, read } = readerToolset();
    const bed = await activityBed({ toolset });
    const input = bed.toolInput(toolCall('web_reader', { url: 'https://somewhere.example/' }));
    await bed.execute(createRunTool(bed.context), input);
    expect(read).toEqual(['https://somewhere.example/']);
  });

  it('predict → verdicts egress_url and admitted, each candidate by its own address', async () => {
    const { toolset } = readerToolset();
    const guess = (url: string) => ({ calls: [{ tool: 'web_reader', arguments: { url } }] });
    const models = await startSimulatedServer({
      script: {
        models: { 'sim-predictor': { role: 'predictor', accuracy: 1 } },
        conversations: [
          {
            id: 'c',
            match: 'Read',
            turns: [
              { text: 'unused' },
              { ...guess(TRUSTED[1]!), wrong: [guess('https:/evil.example/?q=1')] },
            ],
          },
        ],
      },
    });
    try {
      const bed = await activityBed({ toolset, url: models.url });
      const input: PredictInput = {
        run: bed.run,
        transcript: await bed.transcript(MESSAGES, TEXTS),
        step: 2,
        topK: 2,
        strategy: 'exact',
        minProbability: 0,
        budget: { launches: 10, costUsd: 1 },
      };
      const { candidates } = await bed.execute(createPredict(bed.context), input);
      expect(
        candidates.flatMap(({ calls }) => calls.map(({ arguments: args, verdict }) => [args.url, verdict])),
      ).toEqual([
        [TRUSTED[1], { admit: true }],
        ['https:/evil.example/?q=1', { admit: false, reason: 'egress_url' }],
      ]);
    } finally {
      await models.close();
    }
  });
});
