import type { Decision } from '../../contracts/decision';
import type { Observed } from '../../contracts/events';
import type { Candidate, Prediction, RefusalReason } from '../../contracts/speculation';
import { carrierOf } from '../gate/carrier';
import { stepMessages, type Transcript } from '../transcript';
import { chainFrom, draftNode, sameCalls, superfluous, type ChainTurn, type DraftNode } from './draft-node';
import { admitted, arriveAt, behind, isDeferred, turnOf } from './deferral';
import { hasValue, isRunning, type OutcomeEntry } from './entry';
import type { Launcher } from './launcher';
import type { Memo } from './memo';
import { mergeCandidates } from './merge-candidates';
import { observationEffects, observationMatters } from './observation-effects';
import { ObservedTurn } from './observed-turn';
import type { Ports } from './ports';
import { PredictorDesk, type PredictorSettings } from './predictor-desk';
import { shadowHits } from './shadow-hits';
import { StandIns } from './stand-ins';
import { takeUpTurn } from './take-up-turn';

/**
 * Largest tail of a predicted transcript, in characters. Nothing of it is stored before the actor gets there, and an
 * activity's input over 2 MiB would stop the workflow for good.
 */
const MAX_TAIL_CHARS = 200_000;

/** The guess that carries the chain, as the gate that judged it says. */
const carrierAmong = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates[carrierOf(candidates.map(({ calls }) => calls.map(({ verdict }) => verdict)))];

/**
 * Runs ahead of the actor: predict, pre-execute, ask the actor about the predicted future, predict again. Every method
 * returns at once; what comes back later moves the chain on. Nothing on the run's path waits for it.
 */
export class Draft {
  private head?: DraftNode;
  private seen?: ObservedTurn;
  private resting = false;
  private off = false;
  private readonly standIns: StandIns;
  private readonly predictors: PredictorDesk;

  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly launcher: Launcher,
    private readonly settings: PredictorSettings,
  ) {
    this.standIns = new StandIns(memo, ports, settings);
    this.predictors = new PredictorDesk(memo, ports, launcher, settings);
  }

  get isOff(): boolean {
    return this.off;
  }

  /** The run stands at this transcript now: go on from it where the chain has it, else begin a new chain. */
  follow(transcript: Transcript, step: number): void {
    if (this.off) return;
    const child = this.head?.child;
    if (child?.transcript.id === transcript.id) {
      arriveAt(child);
      this.head = child;
    } else if (this.head?.transcript.id !== transcript.id) {
      this.abandon(this.head, new Set());
      this.head = draftNode(transcript, step);
    }
    this.seen = new ObservedTurn(this.settings.runToken, transcript.id);
    if (this.head) {
      this.head.askedAtMs ??= this.ports.nowMs();
      this.reconsider(this.head);
    }
    this.pump();
  }

  /** The actor has decided at the head: keep what agrees, cancel everything that hangs on the difference. */
  verify(decision: Decision): void {
    const { head } = this;
    if (!head) return;
    const isReadOnly = (tool: string): boolean => this.launcher.isReadOnly(tool);
    const inShadow = this.settings.strategy === 'none' ? 'all' : 'tool_mode_shadow';
    this.memo.accounts.shadowHits += shadowHits(head.candidates, decision, { isReadOnly, inShadow });
    this.memo.evidence?.decided(head.transcript.id, decision, isReadOnly);
    this.decide(head, decision);
  }

  /** What the actor's stream shows: cancels what it contradicts and starts read-only calls early. */
  observe(signal: Observed): void {
    const { head, seen } = this;
    if (this.off || !head || !seen || head.decided || !seen.accept(signal)) return;
    const { cutChain, cancel, start } = this.standIns.soften(
      observationEffects(head, seen, this.launcher),
      seen,
    );
    if (cutChain) this.cutChain(head, seen.keys());
    for (const entry of cancel) this.memo.cancel(entry, 'observed');
    if (this.resting || this.settings.strategy === 'none') return;
    for (const { index, call } of start)
      this.launcher.launch(call, { node: head, index, source: 'observed' });
  }

  /** Whether `observe` would do anything with this signal now; asked before one is sent, because each costs history. */
  wouldHeed(signal: Observed): boolean {
    const { head } = this;
    if (this.off || !head || head.decided || this.settings.strategy === 'none') return false;
    const seen = this.seen?.copy();
    if (!seen?.accept(signal)) return false;
    const effects = this.standIns.soften(observationEffects(head, seen, this.launcher), seen);
    return observationMatters(head, effects);
  }

  /** A write is about to run, or has ended. The draft launches nothing in between. */
  rest(phase: 'start' | 'end'): void {
    this.resting = phase === 'start';
  }

  /** Speculative work came back: the chain may grow. */
  settled(): void {
    this.pump();
  }

  /** Ends the draft for good and cancels what it runs, but for what the run waits for. */
  stop(reason: string): void {
    if (this.off) return;
    this.off = true;
    this.abandon(this.head, new Set(), reason);
    this.head = undefined;
    for (const entry of [...this.memo.outcomes()]) if (isRunning(entry)) this.memo.cancel(entry, reason);
  }

  /** The chain as people see it, from the head on. */
  describe(): { step: number; transcript: string; turn: string[]; ahead: 'none' | 'running' | 'finished' }[] {
    return [...chainFrom(this.head)].map((node) => ({
      step: node.step,
      transcript: node.transcript.id,
      turn: (node.turn?.calls ?? []).map((call) => call.tool),
      ahead: node.ahead ? (isRunning(node.ahead) ? 'running' : 'finished') : 'none',
    }));
  }

  private pump(): void {
    if (this.off || this.resting) return;
    let distance = 0;
    for (const node of chainFrom(this.head)) {
      const inReach = distance <= this.settings.lookahead;
      if (inReach && !node.decided) {
        if (distance > 0 && !this.isNext(distance)) this.askActorAhead(node, distance);
        this.askPredictor(node);
      }
      if (!node.child) this.grow(node);
      distance += 1;
    }
  }

  /** The run has decided before this node and has all of the turn's outcomes: it is about to ask the actor itself. */
  private isNext(distance: number): boolean {
    return distance === 1 && this.head?.decided === true && this.settings.doubles === 'avoided';
  }

  private askPredictor(node: DraftNode): void {
    // What the actor says itself needs no further opinion.
    const isShown = node === this.head && this.seen !== undefined && this.seen.keys().size > 0;
    this.predictors.ask(node, {
      onlyFirst: isShown,
      onPrediction: (stage, prediction) => this.onPrediction(node, stage, prediction),
      onEnd: () => this.pump(),
    });
  }

  private onPrediction(node: DraftNode, stage: number, prediction: Prediction): void {
    if (!node.decided) this.memo.evidence?.predicted(node.transcript.id, prediction);
    const late: RefusalReason | undefined = this.off
      ? 'draft_off'
      : node.dead || node.decided
        ? 'too_late'
        : undefined;
    if (!late) {
      node.candidates = stage === 0 ? prediction.candidates : mergeCandidates(node.candidates, prediction);
      node.stage = (prediction.next ?? 0) > stage ? prediction.next : undefined;
    }
    // Before there were gates the first guess carried the chain, whatever it was; their histories say so still.
    const best = prediction.gate === undefined ? node.candidates[0] : carrierAmong(node.candidates);
    for (const candidate of prediction.candidates) {
      candidate.predictor ??= prediction.predictor;
      const entries = this.takeUp(node, candidate, late);
      if (candidate === best && entries && !late) this.carryOnWith(node, turnOf(candidate, entries));
    }
  }

  /** Launches at the head what the gate would admit only once the run is there. */
  private reconsider(node: DraftNode): void {
    if (this.resting || node.decided || node.predicting) return;
    const best = carrierAmong(node.candidates);
    for (const candidate of node.candidates) {
      if (!candidate.calls.some(({ verdict }) => isDeferred(verdict))) continue;
      const entries = this.takeUp(node, admitted(candidate));
      if (candidate === best && entries) this.carryOnWith(node, turnOf(candidate, entries));
    }
    node.candidates = node.candidates.map(admitted);
  }

  /** The turn that carries the chain on from a node; what hangs on another one is given up. */
  private carryOnWith(node: DraftNode, turn: ChainTurn): void {
    if (node.turn && sameCalls(node.turn.calls, turn.calls)) return;
    if (node.turn) this.cutChain(node, new Set());
    node.turn = turn;
  }

  private takeUp(node: DraftNode, candidate: Candidate, late?: RefusalReason): OutcomeEntry[] | undefined {
    const contradicted = node === this.head && this.seen?.contradicts(candidate.calls);
    const blocked = late ?? (this.resting ? 'after_write' : contradicted ? 'diverged' : undefined);
    const { memo, launcher } = this;
    return takeUpTurn({ candidate, node, spokenFor: this.entriesBefore(node), blocked, memo, launcher });
  }

  /** Entries that earlier turns of the chain will claim. */
  private entriesBefore(node: DraftNode): OutcomeEntry[] {
    const before: OutcomeEntry[] = [];
    for (const earlier of chainFrom(this.head)) {
      if (earlier === node) break;
      before.push(...(earlier.turn?.entries ?? []));
    }
    return before;
  }

  /** A node's turn is known to its end: the transcript after it becomes the next node. */
  private grow(node: DraftNode): void {
    const { turn } = node;
    if (!turn || node.dead || this.settings.replay === 'required') return;
    const outcomes = turn.entries.flatMap((entry) => (hasValue(entry) && entry.value ? [entry.value] : []));
    if (outcomes.length < turn.calls.length) return;
    if (turn.entries.some((entry) => entry.policy.effect === 'read' && entry.epoch !== this.memo.epoch))
      return;
    const messages = stepMessages(
      node.step,
      { text: turn.decision?.text, calls: turn.calls },
      outcomes,
      this.settings.replay,
    );
    const next = node.transcript.append(messages);
    if (next.tailChars > MAX_TAIL_CHARS) return;
    node.child = draftNode(next, node.step + 1, behind(node, turn));
  }

  private askActorAhead(node: DraftNode, distance: number): void {
    if (node.ahead) return;
    const { mayAsk } = node;
    // The run stands directly before it: what was unlikely because of the way there is so no more.
    const isReached = distance === 1 && mayAsk !== undefined && isDeferred(mayAsk);
    if (mayAsk && !mayAsk.admit && !isReached) {
      if (!node.refusedAhead) this.memo.refuseDecision(mayAsk.reason);
      node.refusedAhead = mayAsk.reason;
      return;
    }
    const reserveUsd = mayAsk?.reserveUsd ?? 0;
    const refused = this.launcher.refusesDecision(reserveUsd);
    if (refused) this.noteRefusedDecision(node, refused);
    if (refused || this.memo.decision(node.transcript.id)) return;
    node.askedAtMs ??= this.ports.nowMs();
    const flight = this.ports.decideAhead(node.transcript, { step: node.step });
    this.launcher.payDecision(flight, reserveUsd);
    const entry = this.memo.launchDecision({ transcriptId: node.transcript.id, step: node.step, flight });
    node.ahead = entry;
    void entry.settled.then((end) => {
      if (end.status !== 'succeeded') return;
      if (!node.dead && !node.decided && !this.off) this.onAhead(node, end.value);
    });
  }

  /** The run's own limits forbid it for now: told once a reason, tried again whenever something settles. */
  private noteRefusedDecision(node: DraftNode, reason: RefusalReason): void {
    if (!this.settings.gate || node.refusedAhead === reason) return;
    node.refusedAhead = reason;
    this.memo.noteRefusal({ step: node.step, what: 'decision', reason });
  }

  /** A finished decision ahead is the best prediction of all: it replaces the guess at its node. */
  private onAhead(node: DraftNode, decision: Decision): void {
    this.decide(node, decision);
    if (decision.kind !== 'calls') return;
    const calls = decision.calls.map((call) => ({
      ...call,
      verdict: call.problem
        ? ({ admit: false, reason: 'invalid_arguments' } as const)
        : ({ admit: true } as const),
    }));
    const entries = this.takeUp(node, { turn: 'calls', calls, probability: 1, source: 'ahead' });
    if (entries) node.turn = { calls: decision.calls, entries, decision };
    this.pump();
  }

  /** A node's decision is known. What agrees stays, everything else that hangs on the node is cancelled. */
  private decide(node: DraftNode, decision: Decision): void {
    node.decided = true;
    if (node.predicting) node.prediction?.cancel();
    const standIns = this.standIns.of(decision);
    const keep = new Set([...decision.calls, ...standIns].map(({ key }) => key));
    const { turn } = node;
    const sameTurn = turn !== undefined && sameCalls(turn.calls, decision.calls);
    const sameText = decision.text?.hash === turn?.decision?.text?.hash || this.settings.replay === 'calls';
    if (turn && !(sameTurn && sameText)) {
      if (sameTurn && node.child?.ahead) this.memo.accounts.textBesideCall += 1;
      this.cutChain(node, keep);
    }
    // While the user is asked, reads that are under way may finish: the next decision may well want them.
    if (decision.kind === 'ask') return;
    for (const entry of superfluous(node.entries, decision))
      if (!standIns.has(entry)) this.memo.cancel(entry, 'diverged');
  }

  private cutChain(node: DraftNode, keep: Set<string>): void {
    this.abandon(node.child, keep);
    node.child = undefined;
    node.turn = undefined;
  }

  /** Takes a chain out of the draft: unfinished work is cancelled, finished outcomes stay in the memo (rule 8). */
  private abandon(from: DraftNode | undefined, keep: Set<string>, reason = 'diverged'): void {
    for (const node of chainFrom(from)) {
      node.dead = true;
      if (node.predicting) node.prediction?.cancel();
      if (node.ahead) this.memo.discard(node.ahead, reason);
      for (const entry of node.entries)
        if (isRunning(entry) && !keep.has(entry.key)) this.memo.cancel(entry, reason);
    }
  }
}
