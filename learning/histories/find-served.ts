import type { DecidedCall } from '../../contracts/call';
import type { StepCallRecord, Via } from '../../contracts/run';
import type { Hash } from '../../contracts/transcript';
import { isLossy } from '../../contracts/is-lossy';
import { canonicalKey } from '../../core/canonical-key';
import { policyOf } from '../../core/policy-of';
import type { Finding, FindingKind } from './finding';
import type { RebuiltCall, ToolMessage } from './rebuilt-run';
import { isRunTool, type RunHistory, type RunToolActivity } from './run-history';

const INTERRUPTED = 'Error (interrupted)';
const LOST = /^Error \((?:outcome_unknown|tool_unavailable)\): /;

/** Finds, call by call in the order of the run, the execution that an outcome in the transcript comes from. */
export class ServedOutcomes {
  private readonly executions: RunToolActivity[];
  private readonly taken = new Set<RunToolActivity>();

  constructor(
    private readonly history: RunHistory,
    private readonly authored: ReadonlyMap<Hash, string>,
    private readonly findings: Finding[],
  ) {
    this.executions = history.activities.filter(isRunTool);
    for (const { input, id } of this.executions) {
      const { tool, arguments: args, key } = input.call;
      if (canonicalKey(tool, args) !== key)
        findings.push({
          kind: 'key_differs',
          step: input.step,
          call: input.index,
          message: `step ${input.step}: ${tool} (event ${id}) was executed under a key that its arguments do not make`,
        });
    }
  }

  /** One call of a step; what does not fit is a finding, and the call comes back without an execution. */
  find(input: {
    step: number;
    index: number;
    call: DecidedCall;
    told: ToolMessage;
    record?: StepCallRecord;
  }): RebuiltCall {
    const { index, call, told, record } = input;
    const via = record?.via ?? this.viaOf(input);
    const lossy = record?.lossy === true;
    const base = { index, call, told, via, lossy, ...(record ? { record } : {}) };
    const report = (kind: FindingKind, message: string): void =>
      void this.findings.push({
        kind,
        step: input.step,
        call: index,
        message: `step ${input.step}, ${call.tool}: ${message}`,
      });
    if (record && record.tool !== call.tool)
      report('record_differs', `the result says that ${record.tool} was called`);
    if (!call.problem && canonicalKey(call.tool, call.arguments) !== call.key)
      report('key_differs', 'the decided call has a key that its arguments do not make');
    const served = this.servedBy({ ...input, via, lossy }, report);
    return served ? { ...base, served } : base;
  }

  private servedBy(
    input: Parameters<ServedOutcomes['find']>[0] & { via: Via; lossy: boolean },
    report: (kind: FindingKind, message: string) => void,
  ): RunToolActivity | undefined {
    const { call, told, via, step, index } = input;
    if (call.problem) {
      if (told.textHash !== call.problem.outcomeHash || told.ok || via !== 'refused')
        report('outcome_swapped', 'the call could not be executed, but the transcript has an outcome of it');
      return undefined;
    }
    switch (via) {
      case 'refused':
        if (!this.authored.get(told.textHash)?.startsWith(INTERRUPTED))
          report('outcome_missing', 'the result calls it refused, but the transcript has an outcome of it');
        return undefined;
      case 'real':
      case 'overtaken':
        return this.realOne({ step, index, call, told }, report);
      case 'claimed':
      case 'joined':
      case 'reused':
        return this.aheadOne(input, report);
    }
  }

  private realOne(
    { step, index, call, told }: { step: number; index: number; call: DecidedCall; told: ToolMessage },
    report: (kind: FindingKind, message: string) => void,
  ): RunToolActivity | undefined {
    const found = this.executions.filter(
      ({ input }) => !input.ahead && input.step === step && input.index === index,
    );
    const own = found.filter(({ input }) => input.call.key === call.key);
    const fits = own.find((activity) => this.tells(activity, told));
    if (fits) return fits;
    if (found.length === 0) report('outcome_missing', 'the history holds no execution of it');
    else if (own.length === 0) report('outcome_swapped', 'what was executed in its place is another call');
    else
      report(
        'outcome_swapped',
        `its execution did not return what the transcript says; ${this.originOf(told)}`,
      );
    return undefined;
  }

  private aheadOne(
    { call, told, via, lossy }: { call: DecidedCall; told: ToolMessage; via: Via; lossy: boolean },
    report: (kind: FindingKind, message: string) => void,
  ): RunToolActivity | undefined {
    const { strategy } = this.history.parts[0].input.speculation;
    if (lossy && !isLossy(strategy))
      report('lossy_unasked', `the outcome of another call was used under the strategy ${strategy}`);
    const same = this.executions.filter(
      ({ input }) => input.ahead && (lossy ? input.call.tool === call.tool : input.call.key === call.key),
    );
    const done = same.filter((activity) => activity.result?.ok === true);
    const fits = done.filter((activity) => this.tells(activity, told));
    const free = fits.find((activity) => this.isPure(activity) || !this.taken.has(activity));
    if (free) {
      this.taken.add(free);
      return free;
    }
    if (fits.length > 0) report('claimed_twice', `${via}: its pre-execution had served another call before`);
    else if (done.length > 0)
      report(
        'outcome_swapped',
        `${via}: its pre-execution did not return what the transcript says; ${this.originOf(told)}`,
      );
    else report('claim_forged', `${via}: no identical call was executed ahead with success`);
    return undefined;
  }

  /** Without a result to say so: the call's own execution where it fits, else one ahead. */
  private viaOf({ step, index, call, told }: Parameters<ServedOutcomes['find']>[0]): Via {
    if (call.problem || this.authored.get(told.textHash)?.startsWith(INTERRUPTED)) return 'refused';
    const isOwn = ({ input }: RunToolActivity): boolean =>
      !input.ahead && input.step === step && input.index === index && input.call.key === call.key;
    if (this.executions.some((activity) => isOwn(activity) && this.tells(activity, told))) return 'real';
    const ahead = this.executions.some(({ input }) => input.ahead && input.call.key === call.key);
    return ahead ? 'claimed' : 'real';
  }

  private tells(activity: RunToolActivity, told: ToolMessage): boolean {
    const { result, fate } = activity;
    if (result) return result.ok === told.ok && result.textHash === told.textHash;
    const lost = fate === 'failed' || fate === 'timed_out';
    return lost && !told.ok && LOST.test(this.authored.get(told.textHash) ?? '');
  }

  private isPure({ input }: RunToolActivity): boolean {
    return policyOf(this.history.policy, input.call.tool)?.effect === 'pure';
  }

  /** Whose outcome the text in the transcript really is. */
  private originOf({ textHash }: ToolMessage): string {
    const origin = this.executions.find(({ result }) => result?.textHash === textHash);
    return origin
      ? `that is what ${origin.input.call.tool} of step ${origin.input.step} (event ${origin.id}) returned`
      : 'nothing in the history returned that';
  }
}
