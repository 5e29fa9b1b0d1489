import type { PredictorAccount } from '../../contracts/accounts';
import type { GateInput } from '../../contracts/gate';
import type { SpeculationSettings } from '../../contracts/run';
import type { Prediction, PredictorKind } from '../../contracts/speculation';
import type { Reservation } from '../budget/purse';
import { addRequest } from '../request-account';
import type { DraftNode } from './draft-node';
import { costOfEnd, type Launcher } from './launcher';
import type { Memo } from './memo';
import { earlierCandidates } from './merge-candidates';
import { hasBegun, NEVER_STARTED, type FlightEnd, type Ports } from './ports';
import { predictorAccount } from './predictor-account';

export interface PredictorSettings extends SpeculationSettings {
  runToken: string;
  replay: 'full' | 'calls' | 'required';
  /** Who is asked for the next turn, in this order; at least one. */
  predictors: readonly PredictorKind[];
  /** What the run has measured so far of what a decision ahead would cost and save. */
  measured(): Pick<GateInput, 'decisions' | 'silentShare'>;
}

/** What becomes of one asking. */
interface Asking {
  /** Nobody but the first predictor is wanted any more. */
  onlyFirst: boolean;
  onPrediction(stage: number, prediction: Prediction): void;
  /** After everything else, however it ended. */
  onEnd(): void;
}

/** Asks the predictors about the chain's turns and books what they cost. Returns at once. */
export class PredictorDesk {
  constructor(
    private readonly memo: Memo,
    private readonly ports: Ports,
    private readonly launcher: Launcher,
    private readonly settings: PredictorSettings,
  ) {}

  /** Asks the predictor whose turn it is; the one after it is asked when this one has answered and left value. */
  ask(node: DraftNode, { onlyFirst, onPrediction, onEnd }: Asking): void {
    const { stage } = node;
    const kind = stage === undefined ? undefined : this.settings.predictors[stage];
    if (node.predicting || stage === undefined || kind === undefined) return;
    if (stage > 0 && onlyFirst) return;
    const { accounts } = this.memo;
    accounts.predictRequests += 1;
    count(predictorAccount(accounts, kind), 'asked');
    const budget = this.launcher.budget();
    const { gate, reservation } = this.gateInput(node);
    const flight = this.ports.predict(node.transcript, {
      step: node.step,
      budget,
      stage,
      earlier: earlierCandidates(node.candidates),
      ...(gate ? { gate } : {}),
      ...(this.memo.evidence ? { learned: this.memo.evidence.learned() } : {}),
    });
    node.prediction = flight;
    node.predicting = true;
    node.stage = undefined;
    void flight.result.then((end) => {
      node.predicting = false;
      reservation?.settle(costOfEnd(end, ({ usage }) => usage.costUsd));
      this.book(kind, end);
      if (end.status === 'succeeded') onPrediction(stage, end.value);
      // A predictor that fails takes nobody else's turn; one that no worker had time for would find none either.
      else if (end.status === 'failed' && end.code !== NEVER_STARTED) node.stage = stage + 1;
      onEnd();
    });
  }

  private book(kind: PredictorKind, end: FlightEnd<Prediction>): void {
    const { accounts } = this.memo;
    const own = predictorAccount(accounts, kind);
    const { usage, seconds = 0 } = end.status === 'succeeded' ? end.value : end;
    // One that the gate found too dear was sent no request.
    const isSkipped = end.status === 'succeeded' && end.value.skipped !== undefined;
    if (hasBegun(end) && !isSkipped) {
      addRequest(accounts.predictor, usage, seconds);
      if (own) addRequest(own, usage, seconds);
    }
    if (usage && !this.settings.gate) this.launcher.spend(usage.costUsd);
    switch (end.status) {
      case 'succeeded':
        if (own && !isSkipped)
          own.versions[end.value.predictor] = (own.versions[end.value.predictor] ?? 0) + 1;
        break;
      case 'failed':
        accounts.predictFailures += 1;
        count(own, 'failed');
        break;
      case 'cancelled':
        accounts.predictCancelled = (accounts.predictCancelled ?? 0) + 1;
        count(own, 'cancelled');
    }
  }

  /** What the gate is told of a node; nothing in runs of earlier versions, which set no dollars aside either. */
  private gateInput(node: DraftNode): { gate?: GateInput; reservation?: Reservation } {
    const { gate: settings, lookahead, replay } = this.settings;
    if (!settings) return {};
    const { allowanceUsd, reservation } = this.launcher.reservePrediction();
    const elapsedMs = node.askedAtMs === undefined ? 0 : this.ports.nowMs() - node.askedAtMs;
    const ahead = lookahead > 0 && replay !== 'required';
    const { reach } = node;
    const elapsedSeconds = elapsedMs / 1000;
    return {
      reservation,
      gate: { settings, reach, elapsedSeconds, ahead, allowanceUsd, ...this.settings.measured() },
    };
  }
}

const count = (account: PredictorAccount | undefined, what: 'asked' | 'failed' | 'cancelled'): void => {
  if (account) account[what] = (account[what] ?? 0) + 1;
};
