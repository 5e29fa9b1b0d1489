import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { auditRun, type RunAudit } from '../../../client/audit/audit-run';
import { fetchChain, type FetchedHistory } from '../../../learning/histories/fetch-chain';
import type { FindingKind } from '../../../learning/histories/finding';
import { readRunHistory } from '../../../learning/histories/run-history';
import { tamperedWith, type Held } from '../../learning/histories/tamper';
import { testToolset } from '../../support/test-tools';
import { Testbed, type TestRunOptions } from '../../support/testbed';
import { actorAndPredictor, answer, calling, conversation, look, msOf } from '../../workflows/conversation';

/** Reads of the conversation "long". */
export const STEPS = 8;

export const MODELS = (accuracy: number) => actorAndPredictor({ actorMs: 500, predictorMs: 10, accuracy });
export const SCRIPT = (accuracy: number) => ({
  models: MODELS(accuracy),
  conversations: [
    conversation('plain', [
      calling(['look', 'a'], ['look', 'b']),
      { ...calling(['compute', 'c']), wrong: [look('w 800ms')] },
      answer('done'),
    ]),
    conversation('writing', [
      look('a'),
      calling(['look', 'b'], ['send', 'c 50ms'], ['look', 'd']),
      look('a'),
      answer('done'),
    ]),
    conversation('twice', [calling(['look', 't'], ['look', 't']), answer('done')]),
    conversation('long', [
      ...Array.from({ length: STEPS }, (_, index) => look(`${index} 60ms`)),
      calling(['send', 'x']),
      answer('done'),
    ]),
    conversation('mistaken', [
      calling(['no_such_tool', 'a']),
      look('fails'),
      { text: 'Let me think.' },
      answer('done'),
    ]),
    {
      ...conversation('stopped', [look('a'), look('slow 20000ms'), answer('never')]),
      lastAnswer: 'FINAL ANSWER: so far',
    },
  ],
});

/** A run as the server tells it. */
export interface Recorded {
  workflowId: string;
  chain: FetchedHistory[];
}

/** A testbed whose runs are audited. */
export class AuditBed {
  /** While set, `compute` gives something else each time, against its policy. */
  unsteady = false;

  private constructor(readonly bed: Testbed) {}

  static async start(): Promise<AuditBed> {
    const { toolset } = testToolset({ ms: msOf, fails: (_tool, value) => value === 'fails' });
    const compute = toolset.find('compute');
    if (!compute) throw new Error('the test tools lack compute');
    const execute = compute.execute.bind(compute);
    const bed = new AuditBed(await Testbed.start({ script: SCRIPT(1), toolset }));
    compute.execute = async (input) => {
      const outcome = await execute(input);
      return outcome.ok && bed.unsteady ? { ...outcome, text: `${outcome.text} ${randomUUID()}` } : outcome;
    };
    return bed;
  }

  async ran(question: string, options: TestRunOptions = {}): Promise<Recorded> {
    const handle = await this.bed.startRun(question, options);
    await handle.result();
    return this.recorded(handle.workflowId);
  }

  async recorded(workflowId: string): Promise<Recorded> {
    return { workflowId, chain: await fetchChain(this.bed.client, workflowId) };
  }

  async audited({ workflowId, chain }: Recorded): Promise<RunAudit> {
    return (await auditRun(readRunHistory(workflowId, chain), this.bed.context.store)).audit;
  }

  /** The audit of a history that somebody has been at. */
  forged(run: Recorded, change: (held: Held) => void): Promise<RunAudit> {
    return this.audited({ ...run, chain: tamperedWith(run.chain, change) });
  }

  /** An honest run in which at least so many calls were claimed: on a busy machine speculation may come too late. */
  async ranClaiming(claims: number, question: string, options: TestRunOptions): Promise<Recorded> {
    for (let attempt = 1; ; attempt += 1) {
      const run = await this.ran(question, options);
      const audit = await this.audited(run);
      expect(audit.findings).toEqual([]);
      if (audit.claims >= claims) return run;
      if (attempt === 8) throw new Error(`${question}: never ${claims} claims, at last ${audit.claims}`);
    }
  }
}

export const kindsOf = ({ findings }: RunAudit): FindingKind[] => [
  ...new Set(findings.map(({ kind }) => kind)),
];
