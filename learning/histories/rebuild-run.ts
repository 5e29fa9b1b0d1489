import type { StepRecord } from '../../contracts/run';
import type { Message } from '../../contracts/transcript';
import { canonicalJson } from '../../core/canonical-json';
import { askMessages, LAST_ANSWER_REQUEST, nodeId, stepMessages } from '../../core/transcript';
import { findDecision } from './find-decision';
import { ServedOutcomes } from './find-served';
import type { Finding } from './finding';
import type { RebuiltCall, RebuiltRun, RebuiltStep, ToolMessage } from './rebuilt-run';
import { isAskUser, isDecide, outcomeOf, type RunHistory } from './run-history';
import { chainTo, collectNodes, type ChainNode } from './transcript-nodes';

/**
 * Rebuilds a run from its history alone: which decision answered each transcript, where each call's outcome came from,
 * and which transcript that makes. Each id is computed anew and compared with the one that the run went on with; what
 * differs is a finding, and the rebuilding goes on from what the run had. Needs no result: a run that was terminated is
 * rebuilt as far as its history goes.
 */
export function rebuildRun(history: RunHistory): RebuiltRun {
  const findings: Finding[] = [];
  const { policy } = history;
  const input = { ...history.parts[0].input, policy };
  const outcome = outcomeOf(history);
  const known = collectNodes(history, findings);
  const root = input.root.id;
  const chain = chainTo({ end: lastTranscript(history) ?? root, root, known, findings });
  const served = new ServedOutcomes(history, known.authored, findings);
  const run: RebuiltRun = {
    history,
    input,
    ...(outcome ? { outcome } : {}),
    chain,
    steps: [],
    authored: known.authored,
    findings,
  };
  new Walk(run, served).toTheEnd();
  return run;
}

/** Where the run ended, or as far as it came. */
function lastTranscript(history: RunHistory): string | undefined {
  const { close } = history;
  if (close.kind === 'completed') return close.outcome.transcript.id;
  const real = history.activities.filter(isDecide).filter(({ input }) => !input.ahead);
  return real.at(-1)?.input.transcript.id ?? history.parts.at(-1)?.input.carried?.transcript.id;
}

const isLastRequest = ({ node }: ChainNode): boolean =>
  node.messages.length === 1 &&
  node.messages[0]?.role === 'user' &&
  node.messages[0].text === LAST_ANSWER_REQUEST;

/** The way along the transcript, decision by decision. */
class Walk {
  private readonly records: ReadonlyMap<number, StepRecord>;
  private at: string;
  private place = 0;
  private step = 0;
  private mode: 'normal' | 'last' = 'normal';

  constructor(
    private readonly run: RebuiltRun,
    private readonly served: ServedOutcomes,
  ) {
    this.at = run.input.root.id;
    this.records = new Map((run.outcome?.steps ?? []).map((record) => [record.step, record]));
  }

  toTheEnd(): void {
    while (this.oneStep());
    for (const { step } of this.records.values()) {
      if (!this.run.steps.some((rebuilt) => rebuilt.step === step))
        this.report(
          'record_differs',
          `the result tells of step ${step}, which the history does not have`,
          step,
        );
    }
  }

  private oneStep(): boolean {
    const next = this.run.chain[this.place];
    if (next && isLastRequest(next)) {
      this.mode = 'last';
      this.goOn(next);
      return true;
    }
    const { mode, at, step } = this;
    const { history, findings } = this.run;
    const found = findDecision({ history, at, step: step + 1, mode, records: this.records, next, findings });
    if (!found) {
      if (!next) return false;
      this.step += 1;
      this.report('decision_missing', `no decision on the transcript ${at} is in the history`, this.step);
      this.goOn(next);
      return true;
    }
    this.step = found.input.step;
    const record = this.records.get(this.step);
    const { decision } = found;
    const rebuilt: RebuiltStep = {
      step: this.step,
      transcriptId: at,
      decision,
      decidedBy: found.activity,
      calls: [],
      ...(record ? { record } : {}),
    };
    this.run.steps.push(rebuilt);
    if (record && record.kind !== decision.kind)
      this.report(
        'record_differs',
        `the result says "${record.kind}", the decision is "${decision.kind}"`,
        this.step,
      );
    const expected = this.messagesAfter(rebuilt, next);
    if (expected.length === 0) return this.assertNothingFollows(next);
    if (!next) {
      if (record) this.report('transcript_gap', 'its messages are not in the transcript', this.step);
      return false;
    }
    this.compare(rebuilt, expected, next);
    this.goOn(next);
    return decision.kind !== 'final' && mode === 'normal'
      ? true
      : this.assertNothingFollows(this.run.chain[this.place]);
  }

  private goOn(next: ChainNode): void {
    this.at = next.id;
    this.place += 1;
  }

  /** What the decision and its outcomes add to the transcript; fills in where each outcome came from. */
  private messagesAfter(rebuilt: RebuiltStep, next: ChainNode | undefined): Message[] {
    const { decision, step } = rebuilt;
    if (decision.kind === 'final' || this.mode === 'last')
      return decision.text ? [{ role: 'assistant', textHash: decision.text.hash, calls: [] }] : [];
    if (decision.kind === 'ask') {
      const asked = this.run.history.activities.filter(isAskUser).find(({ input }) => input.step === step);
      // A reply that came too late for an interrupted run is not in the transcript.
      if (asked?.result && !(next?.node.messages.length === 1 && !asked.result.done))
        rebuilt.reply = asked.result;
      const { reply } = rebuilt;
      return askMessages(decision, reply?.done === false ? reply.text : undefined);
    }
    if (next) rebuilt.calls = this.callsOf(rebuilt, next);
    const outcomes = rebuilt.calls.map(({ told, served }) => served?.result ?? told);
    return stepMessages(step, decision, outcomes, this.run.input.replay);
  }

  private callsOf({ decision, step, record }: RebuiltStep, { node }: ChainNode): RebuiltCall[] {
    const tools = node.messages.filter((message): message is ToolMessage => message.role === 'tool');
    if (tools.length !== decision.calls.length) {
      this.report(
        'decision_differs',
        `the decision asks for ${decision.calls.length} calls, the transcript answers ${tools.length}`,
        step,
      );
      return [];
    }
    if (record && record.calls.length !== decision.calls.length)
      this.report(
        'record_differs',
        `the result tells of ${record.calls.length} calls, the decision asks for ${decision.calls.length}`,
        step,
      );
    return decision.calls.flatMap((call, index) => {
      const told = tools[index];
      const said = record?.calls[index];
      return told ? [this.served.find({ step, index, call, told, ...(said ? { record: said } : {}) })] : [];
    });
  }

  /** The id of what should follow against the one that does; the messages say where they part. */
  private compare({ step, calls }: RebuiltStep, expected: Message[], next: ChainNode): void {
    const id = nodeId({ parent: this.at, messages: expected });
    if (id === next.id) return;
    const same = (index: number): boolean =>
      canonicalJson(expected[index] ?? null) === canonicalJson(next.node.messages[index] ?? null);
    if (!same(0))
      this.report('decision_differs', `the transcript ${next.id} holds another decision than was made`, step);
    // What is wrong with a single outcome is told by its call.
    else if (calls.every(({ served, call, via }) => served || call.problem || via === 'refused'))
      this.report(
        'transcript_differs',
        `the transcript should be ${id}, the run went on with ${next.id}`,
        step,
      );
  }

  private assertNothingFollows(next: ChainNode | undefined): false {
    if (next)
      this.report(
        'transcript_differs',
        `the transcript goes on with ${next.id} behind the last decision`,
        this.step,
      );
    return false;
  }

  private report(kind: Finding['kind'], message: string, step: number): void {
    this.run.findings.push({ kind, step, message: `step ${step}: ${message}` });
  }
}
