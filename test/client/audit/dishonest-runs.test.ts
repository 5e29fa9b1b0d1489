import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditRun } from '../../../client/audit/audit-run';
import { reExecuteClaims } from '../../../client/audit/re-execute';
import { canonicalKey } from '../../../core/canonical-key';
import type { FetchedHistory } from '../../../learning/histories/fetch-chain';
import { readRunHistory } from '../../../learning/histories/run-history';
import { tamperedWith, type Held } from '../../learning/histories/tamper';
import { AuditBed, kindsOf, type Recorded } from './audit-bed';

let audits: AuditBed;
beforeAll(async () => {
  audits = await AuditBed.start();
}, 120_000);
afterAll(() => audits?.bed.stop());

describe('dishonest runs → each found', () => {
  let plain: Recorded;
  let writing: Recorded;
  beforeAll(async () => {
    plain = await audits.ranClaiming(3, 'plain', { speculation: { lookahead: 1 } });
    writing = await audits.ranClaiming(3, 'writing', { speculation: { lookahead: 0 } });
  }, 60_000);

  const blobPath = (hash: string): string => {
    const { store } = audits.bed.context.config;
    if (store.kind !== 'file') throw new Error('the test needs a file store');
    return path.join(store.path, 'blobs', hash.slice(0, 2), hash);
  };

  it('a corrupted blob → named with what it was', async () => {
    const run = await audits.ran('plain', { speculation: { lookahead: 1 } });
    const history = readRunHistory(run.workflowId, run.chain);
    const outcome = history.activities.find(({ type }) => type === 'runTool');
    const { textHash } = outcome?.result as { textHash: string };
    writeFileSync(blobPath(textHash), 'something else');
    const audit = await audits.audited(run);
    // The tools answer alike in every run, so this blob is others', too.
    await audits.bed.context.store.put(new TextEncoder().encode('look of a after 1 writes'));
    expect(kindsOf(audit)).toEqual(['blob_corrupt']);
    expect(audit.findings[0]?.message).toMatch(/the outcome of (look|compute) in step \d/);
    expect(audit.findings[0]?.message).toContain(textHash);
  });

  it('swapped outcomes of two pre-executions → both named', async () => {
    const audit = await audits.forged(plain, ({ event, activity, input, value }) => {
      if (!event.activityTaskCompletedEventAttributes || activity !== 'runTool') return;
      const other = { a: 'b', b: 'a' }[(input.call.arguments as { value: string }).value];
      if (other) value.textHash = hashOf(plain.chain, other);
    });
    const swapped = audit.findings.filter(({ kind }) => kind === 'outcome_swapped');
    expect(swapped.map(({ step, call }) => [step, call])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(swapped[0]?.message).toMatch(/that is what look of step 1 \(event \d+\) returned/);
  });

  it('a claim of a call that nobody executed ahead → forged', async () => {
    const audit = await audits.forged(plain, ({ event, activity, input, value }) => {
      if (
        event.activityTaskScheduledEventAttributes &&
        activity === 'runTool' &&
        value.ahead &&
        input.call.tool === 'compute'
      )
        Object.assign(value.call, keyed('compute', 'another'));
    });
    expect(kindsOf(audit)).toEqual(['claim_forged']);
    expect(audit.findings[0]?.message).toContain('step 2, compute');
  });

  it('a decision said to be claimed that nobody made ahead → forged', async () => {
    const baseline = await audits.ran('plain', { arm: 'baseline' });
    const audit = await audits.forged(baseline, ({ event, value }) => {
      if (event.workflowExecutionCompletedEventAttributes) value.steps[1].decidedBy = 'claimed';
    });
    expect(kindsOf(audit)).toEqual(['claim_forged', 'accounts_differ']);
  });

  it('a decision of another transcript → not taken for this one', async () => {
    const audit = await audits.forged(plain, ({ event, activity, value }) => {
      if (event.activityTaskScheduledEventAttributes && activity === 'decide' && value.step === 2)
        value.transcript = { ...value.transcript, id: 'f'.repeat(64) };
    });
    expect(kindsOf(audit)).toEqual(expect.arrayContaining(['reference_broken', 'decision_missing']));
  });

  it('one pre-execution that serves two calls → found', async () => {
    const run = await audits.ranClaiming(2, 'twice', { speculation: { lookahead: 0 } });
    let executions = 0;
    const audit = await audits.forged(run, ({ event, activity, value }) => {
      if (!event.activityTaskScheduledEventAttributes || activity !== 'runTool') return;
      if ((executions += 1) === 2) Object.assign(value.call, keyed('look', 'another'));
    });
    expect(kindsOf(audit)).toEqual(['claimed_twice']);
  });

  it('a read claimed although a write ended behind its launch → stale', async () => {
    const audit = await audits.forged(writing, ({ event, activity, input }) => {
      if (event.activityTaskCompletedEventAttributes && activity === 'runTool' && input.call.tool === 'send')
        event.eventId = 9_999;
    });
    expect(kindsOf(audit)).toEqual(['claim_stale']);
    expect(audit.findings[0]?.message).toMatch(
      /^step 3, look: (?:claimed|joined) although send \(event \d+\) wrote in between/,
    );
  });

  it('a write that nobody decided → found', async () => {
    const audit = await audits.forged(writing, ({ event, activity, input, value }) => {
      if (activity === 'decide' && event.activityTaskCompletedEventAttributes && input.step === 2)
        Object.assign(value.calls[1], keyed('send', 'to somebody else'));
    });
    expect(kindsOf(audit)).toEqual(expect.arrayContaining(['effect_undecided']));
    expect(audit.findings.find(({ kind }) => kind === 'effect_undecided')?.message).toMatch(
      /^step 2: send \(event \d+\)/,
    );
  });

  it('a write that was executed ahead → found', async () => {
    const audit = await audits.forged(plain, ({ event, value }) => {
      if (event.workflowExecutionStartedEventAttributes) value.policy.tools.look.effect = 'write';
    });
    expect(kindsOf(audit)).toEqual(expect.arrayContaining(['effect_ahead', 'policy_differs']));
  });

  it('a read claimed beyond its time to live → stale', async () => {
    const audit = await audits.forged(plain, ({ event, value }) => {
      if (event.workflowExecutionStartedEventAttributes) value.policy.tools.look.ttlMs = -60_000;
      if (event.workflowExecutionCompletedEventAttributes)
        for (const step of value.steps) for (const call of step.calls) call.via = 'claimed';
    });
    expect(kindsOf(audit)).toEqual(expect.arrayContaining(['claim_stale', 'policy_differs']));
  });

  it('arguments that do not make the key → found', async () => {
    const audit = await audits.forged(plain, ({ event, activity, value }) => {
      if (event.activityTaskScheduledEventAttributes && activity === 'runTool')
        value.call.arguments = { value: 'z' };
    });
    expect(kindsOf(audit)).toContain('key_differs');
  });

  it.each<[string, (value: Held['value']) => void, string]>([
    ['a hit too many', (value) => (value.accounts.hits += 1), 'hits'],
    ['an execution left out', (value) => (value.accounts.tools.executions -= 1), 'tools.executions'],
    ['tokens left out', (value) => (value.accounts.actor.promptTokens -= 50), 'actor.promptTokens'],
    ['dollars added', (value) => (value.accounts.actorAhead.costUsd += 0.01), 'actorAhead.costUsd'],
    ['hidden seconds', (value) => (value.accounts.hiddenSeconds += 1), 'hiddenSeconds'],
    [
      'a launch that never was',
      (value) => (
        (value.accounts.outcomes.launched += 1),
        (value.accounts.outcomes.unclaimed += 1),
        (value.accounts.predictions += 1),
        (value.accounts.launchedByPrediction += 1)
      ),
      'outcomes.launched',
    ],
  ])('accounts with %s → found', async (_name, change, place) => {
    const audit = await audits.forged(writing, ({ event, value }) => {
      if (event.workflowExecutionCompletedEventAttributes) change(value);
    });
    expect(kindsOf(audit)).toEqual(['accounts_differ']);
    expect(audit.findings.map(({ message }) => message).join()).toContain(place);
  });

  it('a predictor that was sent no request → booked as none, by earlier versions as one; any less is found', async () => {
    const kinds = async (missing: number): Promise<string[]> => {
      let skipped = false;
      const audit = await audits.forged(plain, ({ event, activity, value }) => {
        if (event.activityTaskCompletedEventAttributes && activity === 'predict' && !skipped) {
          skipped = true;
          value.skipped = 'no_value';
        }
        if (event.workflowExecutionCompletedEventAttributes) value.accounts.predictor.requests -= missing;
      });
      return kindsOf(audit);
    };
    expect(await kinds(0)).toEqual([]);
    expect(await kinds(1)).toEqual([]);
    expect(await kinds(2)).toEqual(['accounts_differ']);
  });

  it('a result that tells of another transcript → found', async () => {
    const audit = await audits.forged(plain, ({ event, value }) => {
      if (event.workflowExecutionCompletedEventAttributes)
        value.transcript.tail[0].messages[0].textHash = 'a'.repeat(64);
    });
    expect(kindsOf(audit)).toEqual(expect.arrayContaining(['reference_broken']));
  });

  it('a part that is missing → found', async () => {
    const run = await audits.ran('long', { change: { maxHistoryEvents: 25 }, speculation: { lookahead: 1 } });
    const without = run.chain.filter((_part, index) => index !== 1);
    expect(kindsOf(await audits.audited({ ...run, chain: without }))).toContain('continuation_differs');
  }, 60_000);

  it('a result that is no result → malformed, nothing thrown', async () => {
    const audit = await audits.forged(plain, (held) => {
      if (held.event.workflowExecutionCompletedEventAttributes) held.value = { nonsense: true };
    });
    expect(kindsOf(audit)).toEqual(['history_malformed']);
  });

  it('a run that goes on → refused', async () => {
    const handle = await audits.bed.startRun('stopped');
    await expect(audits.audited(await audits.recorded(handle.workflowId))).rejects.toMatchObject({
      code: 'run_not_finished',
    });
    await handle.terminate('test');
  });

  it('another store → refused', async () => {
    const other = { ...audits.bed.context.store, id: () => Promise.resolve('another') };
    const history = readRunHistory(plain.workflowId, plain.chain);
    await expect(auditRun(history, other)).rejects.toMatchObject({ code: 'store_mismatch' });
  });
});

describe('reExecuteClaims', () => {
  const again = async (run: Recorded): ReturnType<typeof reExecuteClaims> => {
    const audit = await auditRun(readRunHistory(run.workflowId, run.chain), audits.bed.context.store);
    if (!audit.run) throw new Error('the history made no sense');
    return reExecuteClaims(audit.run, {
      client: audits.bed.client,
      queuePrefix: audits.bed.context.config.temporal.queuePrefix,
    });
  };

  it('pure tools alone, executed once more → equal', async () => {
    const run = await audits.ranClaiming(3, 'plain', { speculation: { lookahead: 1 } });
    expect(await again(run)).toEqual({ executed: 1, findings: [] });
  });

  it('a tool that is not as pure as its policy says → found', async () => {
    audits.unsteady = true;
    const run = await audits.ranClaiming(3, 'plain', { speculation: { lookahead: 1 } });
    const { executed, findings } = await again(run);
    audits.unsteady = false;
    expect(executed).toBe(1);
    expect(findings).toEqual([expect.objectContaining({ kind: 'reexecution_differs', step: 2, call: 0 })]);
    expect(findings[0]?.message).toContain('compute of c');
  });

  it('workers with another policy → refused, with the reason', async () => {
    const run = await audits.ranClaiming(3, 'plain', { speculation: { lookahead: 1 } });
    const chain = tamperedWith(run.chain, ({ event, activity, value }) => {
      if (event.activityTaskScheduledEventAttributes && activity === 'runTool')
        value.run.policyHash = 'another';
    });
    await expect(again({ ...run, chain })).rejects.toMatchObject({
      code: 'reexecution_refused',
      message: expect.stringContaining('policy_mismatch'),
    });
  });
});

/** The hash of what the pre-execution with this value returned. */
function hashOf(chain: FetchedHistory[], value: string): string {
  const { activities } = readRunHistory('', chain);
  const found = activities.find(
    (activity) => activity.type === 'runTool' && activity.input.call.arguments.value === value,
  );
  return (found?.result as { textHash: string }).textHash;
}

function keyed(tool: string, value: string): object {
  return { tool, arguments: { value }, key: canonicalKey(tool, { value }) };
}
