import type { ChatBody } from './chat-body';
import { chance } from './chance';
import type { Place } from './choose-answer';
import type { Fault, SimulationScript } from './script';

/** Decides which fault a request meets; remembers attempts and how often each fault was played. */
export class FaultPicker {
  private readonly played = new Map<Fault, number>();
  private readonly attempts = new Map<string, number>();

  constructor(private readonly script: SimulationScript) {}

  /** Number of this request among those for the same model, conversation, turn and kind, from 1. */
  countAttempt(model: string, place: Place | undefined, ahead: boolean): number {
    const key = JSON.stringify([model, place?.conversation, place?.turnIndex, ahead]);
    const attempt = (this.attempts.get(key) ?? 0) + 1;
    this.attempts.set(key, attempt);
    return attempt;
  }

  pick(request: {
    body: ChatBody;
    place: Place | undefined;
    ahead: boolean;
    attempt: number;
  }): Fault | undefined {
    const fault = this.script.faults.find((candidate, index) => this.applies(candidate, index, request));
    if (fault) this.played.set(fault, (this.played.get(fault) ?? 0) + 1);
    return fault;
  }

  private applies(
    fault: Fault,
    index: number,
    request: { body: ChatBody; place: Place | undefined; ahead: boolean; attempt: number },
  ): boolean {
    const { when } = fault;
    const { body, place, ahead, attempt } = request;
    const fits = <T>(wanted: T | undefined, actual: T | undefined): boolean =>
      wanted === undefined || wanted === actual;
    return (
      (fault.count === undefined || (this.played.get(fault) ?? 0) < fault.count) &&
      fits(when.model, body.model) &&
      fits(when.role, this.script.models[body.model]?.role) &&
      fits(when.conversation, place?.conversation) &&
      fits(when.turn, place?.turnIndex) &&
      fits(when.attempt, attempt) &&
      fits(when.ahead, ahead) &&
      (when.parameter === undefined || when.parameter in body) &&
      (when.probability === undefined ||
        chance('fault', this.script.seed, index, place?.conversation ?? '', place?.turnIndex ?? 0, attempt) <
          when.probability)
    );
  }
}
