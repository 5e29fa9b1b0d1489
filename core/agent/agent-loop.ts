import type { Accounts } from '../../contracts/accounts';
import type { Decision } from '../../contracts/decision';
import type { Observed } from '../../contracts/events';
import type {
  CarriedState,
  RunInput,
  RunOutcome,
  RunProgress,
  RunStatus,
  StepNote,
} from '../../contracts/run';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { RunEvidence } from '../calibration/run-evidence';
import { emptyAccounts, totalCostUsd } from '../accounts';
import { describeCall } from '../describe-call';
import { policyOf } from '../policy-of';
import { DecisionTable, type ServedDecision } from '../speculation/decision-table';
import type { Draft } from '../speculation/draft';
import type { Launcher } from '../speculation/launcher';
import { Memo } from '../speculation/memo';
import { OutcomeTable, type ServedOutcome } from '../speculation/outcome-table';
import type { Ports } from '../speculation/ports';
import { askMessages, LAST_ANSWER_REQUEST, stepMessages, Transcript } from '../transcript';
import { Interruption } from './interruption';
import { reachedLimit } from './limits';
import { withInterrupted } from './interrupted-outcome';
import { startDraft, usedSoFar } from './start-draft';
import { StepLog, type EndedStep } from './step-log';
import { userReply } from './user-reply';

/** What the loop asks of its surroundings besides the ports. */
export interface AgentHooks {
  /** Called when the run's state has changed in a way that people may want to see. */
  onProgress(): void;
  /** Whether the history has grown so large that the run should continue as new. */
  historyIsLarge(): boolean;
  /** What to tell people about the step before, beside the next decision. */
  note(note: StepNote): void;
}

export type LoopEnd = { kind: 'finished'; outcome: RunOutcome } | { kind: 'continue'; carried: CarriedState };

/** Thinking turns in a row after which the run asks for its last answer. */
const MAX_THINKING_TURNS = 3;

/**
 * One agent run (DESIGN.md section 2). The loop knows nothing of speculation: it asks two tables for decisions and
 * outcomes. Deterministic given its ports; runs in a workflow and in tests alike.
 */
export class AgentLoop {
  readonly accounts: Accounts;
  private readonly memo: Memo;
  private readonly evidence?: RunEvidence;
  private readonly draft?: Draft;
  private readonly launcher?: Launcher;
  private readonly decisions: DecisionTable;
  private readonly outcomes: OutcomeTable;
  private readonly log: StepLog;
  private readonly interruption = new Interruption();
  private readonly startedAtMs: number;
  private transcript: Transcript;
  private step: number;
  private lastText: string;
  private model: string;
  private thinkingTurns: number;
  private doing = 'starting';
  private status: RunStatus | 'running' = 'running';
  private isStopping = false;

  constructor(
    private readonly ports: Ports,
    private readonly input: RunInput,
    private readonly hooks: AgentHooks,
  ) {
    const { carried, speculation, timeouts } = input;
    this.accounts = carried?.accounts ?? emptyAccounts();
    this.startedAtMs = carried?.startedAtMs ?? ports.nowMs();
    this.transcript = carried ? Transcript.fromRef(carried.transcript) : Transcript.stored(input.root);
    this.step = carried?.step ?? 0;
    this.lastText = carried?.lastText ?? '';
    this.model = carried?.model ?? '';
    this.thinkingTurns = carried?.thinkingTurns ?? 0;
    const policyOfTool = (tool: string): ToolPolicy | undefined => policyOf(input.policy, tool);
    if (input.learning && input.arm === 'speculate') this.evidence = new RunEvidence(carried?.learned);
    this.memo = new Memo(
      this.accounts,
      { maxEntries: speculation.maxMemoEntries, nowMs: () => ports.nowMs(), evidence: this.evidence },
      () => this.draft?.settled(),
    );
    this.memo.epoch = carried?.epoch ?? 0;
    this.memo.carryIn(carried?.entries ?? [], policyOfTool);
    this.memo.carryInDecisions(carried?.decisions ?? []);
    this.log = new StepLog(input, this.memo, (note) => hooks.note(note));
    const started = startDraft({ input, ports, memo: this.memo, policyOf: policyOfTool, log: this.log });
    this.launcher = started?.launcher;
    this.draft = started?.draft;
    const whenInterrupted = (undo: () => void): void => this.interruption.whenInterrupted(undo);
    this.decisions = new DecisionTable(this.memo, ports, timeouts, whenInterrupted);
    this.outcomes = new OutcomeTable(this.memo, ports, {
      strategy: speculation.strategy,
      jaccardThreshold: speculation.jaccardThreshold,
      aheadStartMs: timeouts.aheadStartMs,
      policyOf: policyOfTool,
      onWrite: (phase) => {
        this.draft?.rest(phase);
        this.interruption.hold(phase === 'start');
      },
      whenInterrupted,
    });
    if (carried?.stopRequested) this.interruption.raise('stopped');
  }

  observe(signal: Observed): void {
    this.draft?.observe(signal);
  }

  /** Whether a signal with this content would stop or start any work. */
  wouldHeed(signal: Observed): boolean {
    return this.draft?.wouldHeed(signal) ?? false;
  }

  /** Ends the run with its best answer so far. */
  stop(): void {
    this.interruption.raise('stopped');
  }

  cancelSpeculation(): void {
    this.draft?.stop('stopped');
  }

  /** Seconds that the run may still take. */
  secondsLeft(): number {
    return Math.max(0, this.input.limits.maxSeconds - this.seconds());
  }

  timeIsUp(): void {
    this.interruption.raise('time_limit');
  }

  progress(): RunProgress {
    const { hits, observedHits, lossyHits, acceptedAhead, hiddenSeconds } = this.accounts;
    return {
      step: this.step,
      doing: this.doing,
      status: this.status,
      hits: hits + observedHits + lossyHits,
      acceptedAhead,
      hiddenSeconds,
      costUsd: totalCostUsd(this.accounts),
      steps: this.log.steps,
    };
  }

  speculation(): { off: boolean; epoch: number; chain: ReturnType<Draft['describe']>; accounts: Accounts } {
    return {
      off: this.draft?.isOff ?? true,
      epoch: this.memo.epoch,
      chain: this.draft?.describe() ?? [],
      accounts: this.accounts,
    };
  }

  async run(): Promise<LoopEnd> {
    for (;;) {
      if (this.hooks.historyIsLarge() && this.step > (this.input.carried?.step ?? 0))
        return this.continueAsNew();
      const limit =
        this.interruption.reason ??
        reachedLimit(this.input.limits, { ...this.log.spent, seconds: this.seconds() });
      if (limit === 'stopped') return this.lastAnswer('stopped');
      if (limit) return this.finish(limit, this.lastText);
      if (this.step >= this.input.limits.maxSteps - 1) return this.lastAnswer('step_limit');
      const answer = await this.oneStep();
      if (answer !== undefined) return this.finish('answered', answer);
      if (this.thinkingTurns >= MAX_THINKING_TURNS) return this.lastAnswer('answered');
    }
  }

  /** One decision and its outcomes; the answer when it was final. Returns early when interrupted. */
  private async oneStep(): Promise<string | undefined> {
    this.step += 1;
    this.show(`step ${this.step}: deciding`);
    this.draft?.follow(this.transcript, this.step);
    const served = await this.interruption.race((live) =>
      this.decisions.get(this.transcript, { step: this.step, mode: 'normal' }, live),
    );
    if (!served) return undefined;
    const { decision } = served;
    this.transcript = this.transcript.asStored();
    this.model = decision.model || this.model;
    if (decision.text) this.lastText = decision.answer ?? decision.text.preview;
    this.draft?.verify(decision);
    if (decision.kind === 'final') {
      this.record({ served });
      this.close(decision);
      return decision.answer ?? this.lastText;
    }
    if (decision.kind === 'ask') return this.askUser(served);
    this.show(
      `step ${this.step}: ${decision.calls.map((call) => describeCall(call, 60)).join(', ') || 'thinking'}`,
    );
    const startedAtMs = this.ports.nowMs();
    const outcomesSoFar: ServedOutcome[] = [];
    await this.interruption.race((live) =>
      this.outcomes.getAll(decision, this.step, { served: outcomesSoFar, live }),
    );
    const outcomes = withInterrupted(decision, outcomesSoFar);
    const outcomesWaitedSeconds = (this.ports.nowMs() - startedAtMs) / 1000;
    this.record({ served, outcomes, outcomesWaitedSeconds });
    this.thinkingTurns = decision.kind === 'thinking' ? this.thinkingTurns + 1 : 0;
    this.transcript = this.transcript.append(
      stepMessages(
        this.step,
        decision,
        outcomes.map(({ outcome }) => outcome),
        this.input.replay,
      ),
      outcomes.flatMap(({ outcome }) =>
        'authoredText' in outcome && outcome.authoredText ? [outcome.authoredText] : [],
      ),
    );
    return undefined;
  }

  /**
   * The actor speaks to its user: the run waits for the reply and goes on, or ends with what was said last. Asking is no
   * write, so pre-executions stay claimable by their usual rules; nothing new is launched while the run waits.
   */
  private async askUser(served: ServedDecision): Promise<string | undefined> {
    const { decision } = served;
    this.show(`step ${this.step}: waiting for the user`);
    const { reply, seconds } = await userReply(decision, this.step, {
      ports: this.ports,
      interruption: this.interruption,
      accounts: this.accounts,
    });
    this.record({ served, userSeconds: seconds });
    this.thinkingTurns = 0;
    const said = reply && !reply.done ? reply.text : undefined;
    this.transcript = this.transcript.append(askMessages(decision, said));
    return reply?.done ? this.lastText : undefined;
  }

  private record(ended: Omit<EndedStep, 'step'>): void {
    this.log.record({ step: this.step, ...ended });
  }

  /** One decision without tools: any text is the answer. */
  private async lastAnswer(status: RunStatus): Promise<LoopEnd> {
    this.draft?.stop(status === 'stopped' ? 'stopped' : 'run_ended');
    this.isStopping = status === 'stopped';
    this.step += 1;
    this.show(`step ${this.step}: asking for the last answer`);
    const asked = this.transcript.append([{ role: 'user', text: LAST_ANSWER_REQUEST }]);
    this.interruption.forgive('stopped');
    const served = await this.interruption.race((live) =>
      this.decisions.get(asked, { step: this.step, mode: 'last' }, live),
    );
    if (!served) return this.finish(this.interruption.reason ?? status, this.lastText);
    this.transcript = asked.asStored();
    this.model = served.decision.model || this.model;
    this.record({ served });
    this.close(served.decision);
    return this.finish(status, served.decision.answer || served.decision.text?.preview || this.lastText);
  }

  /** The answer ends the conversation: nothing is said after it. */
  private close({ text }: Decision): void {
    if (text)
      this.transcript = this.transcript.append([{ role: 'assistant', textHash: text.hash, calls: [] }]);
  }

  /**
   * Ends the run without an answer of its own making; used by the workflow when the infrastructure has failed. Who has
   * stopped a run gets what there is, also where its last answer cannot be had.
   */
  fail(error: RunOutcome['error']): LoopEnd {
    return this.isStopping ? this.finish('stopped', this.lastText, error) : this.finish('failed', '', error);
  }

  private finish(status: RunStatus, answer: string, error?: RunOutcome['error']): LoopEnd {
    this.draft?.stop('run_ended');
    this.memo.closeAll('run_ended');
    this.status = status;
    this.show(status);
    const report = this.evidence?.report(this.input.token);
    const outcome: RunOutcome = {
      token: this.input.token,
      taskId: this.input.taskId,
      arm: this.input.arm,
      status,
      answer: answer.trim(),
      ...(error ? { error } : {}),
      steps: this.log.steps,
      accounts: this.accounts,
      transcript: this.transcript.ref(),
      wallSeconds: this.seconds(),
      ...(report ? { report } : {}),
      model: this.model,
      ...usedSoFar(this.input, this.accounts, this.launcher),
    };
    return { kind: 'finished', outcome };
  }

  /** Running entries settle for at most one actor time, not at all for a run that is being ended; what is finished is carried, the rest is booked `continued`. */
  private async continueAsNew(): Promise<LoopEnd> {
    this.draft?.rest('start');
    const oneActorTime = this.ports.timer((this.log.steps.at(-1)?.actorSeconds ?? 0) * 1000);
    await this.interruption.race(() => this.memo.quiesce(oneActorTime));
    const entries = this.memo.carryOut();
    const decisions = this.memo.carryOutDecisions();
    // Only now: speculation may have been switched off while running entries settled.
    const speculationOff = this.input.arm === 'baseline' || (this.draft?.isOff ?? true);
    this.draft?.stop('continued');
    this.memo.closeAll('continued');
    const carried: CarriedState = {
      transcript: this.transcript.ref(),
      step: this.step,
      epoch: this.memo.epoch,
      startedAtMs: this.startedAtMs,
      thinkingTurns: this.thinkingTurns,
      speculationOff,
      stopRequested: this.interruption.reason === 'stopped',
      spent: this.log.spent,
      accounts: this.accounts,
      steps: this.log.steps,
      entries,
      decisions,
      lastText: this.lastText,
      model: this.model,
      ...usedSoFar(this.input, this.accounts, this.launcher),
      ...(this.evidence ? { learned: this.evidence.learned() } : {}),
    };
    return { kind: 'continue', carried };
  }

  private seconds(): number {
    return (this.ports.nowMs() - this.startedAtMs) / 1000;
  }

  private show(doing: string): void {
    this.doing = doing;
    this.hooks.onProgress();
  }
}
