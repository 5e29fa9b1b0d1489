import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestRunOptions } from '../../support/testbed';
import { waitFor } from '../../support/wait-for';
import { answer, conversation, look } from '../../workflows/conversation';
import { AuditBed, kindsOf, MODELS, SCRIPT, STEPS } from './audit-bed';

let audits: AuditBed;
beforeAll(async () => {
  audits = await AuditBed.start();
}, 120_000);
afterAll(() => audits?.bed.stop());

describe('honest runs → no findings', () => {
  it.each<[string, string, TestRunOptions]>([
    ['baseline', 'plain', { arm: 'baseline' }],
    ['lookahead 0', 'plain', { speculation: { lookahead: 0 } }],
    ['lookahead 2', 'plain', { speculation: { lookahead: 2 } }],
    ['writes', 'writing', { speculation: { lookahead: 2 } }],
    ['unknown tools, failures, thinking', 'mistaken', { speculation: { lookahead: 1 } }],
    ['shadow', 'plain', { speculation: { strategy: 'none' } }],
    [
      'step limit',
      'long',
      { change: { limits: { maxSteps: 4, maxSeconds: 60, maxTokens: 1e9, maxCostUsd: 1e9 } } },
    ],
  ])('%s', async (_name, question, options) => {
    const audit = await audits.audited(await audits.ran(question, options));
    expect(audit.findings).toEqual([]);
    expect(audit).toMatchObject({
      arm: options.arm ?? 'speculate',
      parts: 1,
      blobs_checked: true,
      lossy_claims: 0,
    });
    expect(audit.steps).toBeGreaterThan(2);
  });

  it('predictions that are wrong → no findings', async () => {
    audits.bed.models.setScript(SCRIPT(0));
    const audit = await audits.audited(await audits.ran('plain', { speculation: { lookahead: 2 } }));
    audits.bed.models.setScript(SCRIPT(1));
    expect(audit.findings).toEqual([]);
  });

  it('continued as new, several times, with work ahead in flight → one audit over all parts, no findings', async () => {
    const run = await audits.ran('long', { change: { maxHistoryEvents: 25 }, speculation: { lookahead: 1 } });
    const audit = await audits.audited(run);
    expect(audit.findings).toEqual([]);
    expect(audit.parts).toBeGreaterThan(2);
    expect(audit).toMatchObject({ status: 'answered', steps: STEPS + 2, calls: STEPS + 1 });
    expect(audit.claims).toBeGreaterThan(0);
  }, 60_000);

  it('workers lost in the middle → no findings', async () => {
    const handle = await audits.bed.startRun('long', { speculation: { lookahead: 1 } });
    for (const role of ['orchestrator', 'spec', 'tools', 'actor'] as const) {
      await audits.bed.stopRole(role);
      await audits.bed.startRole(role);
    }
    await handle.result();
    const audit = await audits.audited(await audits.recorded(handle.workflowId));
    expect(audit).toMatchObject({ findings: [], steps: STEPS + 2 });
  }, 90_000);

  it('stopped in the middle of a call → no findings', async () => {
    const handle = await audits.bed.startRun('stopped');
    const slow = async (): Promise<boolean> =>
      (await handle.query<{ doing: string }, []>('progress')).doing.includes('slow');
    await waitFor('the slow call', slow);
    await handle.signal('stop');
    await handle.result();
    expect(await audits.audited(await audits.recorded(handle.workflowId))).toMatchObject({
      status: 'stopped',
      findings: [],
    });
  }, 60_000);

  it('terminated → as far as its history goes, and that there was no result', async () => {
    const handle = await audits.bed.startRun('stopped');
    await waitFor('the slow call', async () =>
      (await handle.query<{ doing: string }, []>('progress')).doing.includes('slow'),
    );
    await handle.terminate('enough');
    const audit = await audits.audited(await audits.recorded(handle.workflowId));
    expect(audit).toMatchObject({ findings: [], steps: 2, calls: 1 });
    expect(audit).not.toHaveProperty('status');
  }, 60_000);
});

describe('a lossy strategy → reported, no finding', () => {
  it('tool_name_only with wrong predictions → its lossy claims are counted', async () => {
    audits.bed.models.setScript({
      models: MODELS(0),
      conversations: [
        conversation('near', [
          { ...look('a'), wrong: [look('b')] },
          { ...look('c'), wrong: [look('d')] },
          answer('done'),
        ]),
      ],
    });
    const run = await audits.ran('near', { speculation: { strategy: 'tool_name_only' } });
    audits.bed.models.setScript(SCRIPT(1));
    const audit = await audits.audited(run);
    expect(audit.findings).toEqual([]);
    expect(audit.lossy_claims).toBeGreaterThan(0);
    expect(audit.strategy).toBe('tool_name_only');
    // The same history under a strategy that never allows it.
    const forged = await audits.forged(run, ({ event, value }) => {
      if (event.workflowExecutionStartedEventAttributes) value.speculation.strategy = 'exact';
    });
    expect(kindsOf(forged)).toEqual(['lossy_unasked']);
  });
});
