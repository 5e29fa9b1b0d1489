import type { Call } from '../../../contracts/call';
import type { Decision, Usage } from '../../../contracts/decision';
import type { JsonObject } from '../../../contracts/json';
import type { Outcome } from '../../../contracts/outcome';
import type { Transcript } from '../../../core/transcript';
import { normaliseCall } from '../../../tools/normalise-call';
import { RecordedResults } from '../../../tools/replay/recorded-results';
import type { PlayedTurn } from '../recording/played-trajectory';
import type { VirtualWorld } from './virtual-world';

const ELSEWHERE: PlayedTurn = { kind: 'ask', text: 'I have left the recorded path.', seconds: 0, calls: [] };

/** What actor and tools of a recorded run do, and how long it takes them. */
export class VirtualWork {
  private readonly results: RecordedResults;

  constructor(private readonly world: VirtualWorld) {
    const { id, turns } = world.trajectory;
    this.results = new RecordedResults({ id, turns });
  }

  /** The recorded decision; somewhere else than on the recorded path the actor says so. */
  decision(
    transcript: Transcript,
    step: number,
  ): { seconds: number; make: () => Decision; brokenOff: () => Usage } {
    const { trajectory, transcripts, actorFactor, usageOf } = this.world;
    const turn = trajectory.turns[step - 1];
    const messages = transcripts.messages(transcript);
    const answer = turn !== undefined && transcripts.isRecorded(messages) ? turn : ELSEWHERE;
    const seconds = (turn?.seconds ?? 0) * actorFactor;
    return {
      seconds,
      make: () => this.decisionOf(answer, { seconds, usage: usageOf(messages, answer) }),
      brokenOff: () => usageOf(messages),
    };
  }

  /** The recorded outcome of a call; one that was never made succeeds. */
  outcome(call: Call, step: number, index: number): { seconds: number; make: () => Outcome } {
    const { unrecordedSeconds, toolFactor } = this.world;
    const found = this.results.find(call, { turn: step - 1, index });
    const seconds = (found?.seconds ?? unrecordedSeconds) * toolFactor;
    return {
      seconds,
      make: () => this.outcomeOf(found ?? { ok: true, text: '[not recorded]' }, seconds),
    };
  }

  private decisionOf(turn: PlayedTurn, spent: Pick<Decision, 'seconds' | 'usage'>): Decision {
    const { transcripts, toolset } = this.world;
    const { kind, text, calls } = turn;
    return {
      kind,
      calls: calls.map((call) => normaliseCall(toolset, call.tool, call.arguments as JsonObject).call),
      ...(kind === 'calls' ? {} : { answer: text }),
      ...(text === '' ? {} : { text: { hash: transcripts.put(text), preview: text.slice(0, 400) } }),
      finish: 'stop',
      model: 'virtual',
      ...spent,
    };
  }

  private outcomeOf({ ok, text }: { ok: boolean; text: string }, seconds: number): Outcome {
    const told = ok ? text : `Error (recorded_error): ${text}`;
    const base = {
      textHash: this.world.transcripts.put(told),
      preview: told.slice(0, 300),
      chars: told.length,
      seconds,
      costUsd: 0,
    };
    return ok ? { ...base, ok: true } : { ...base, ok: false, code: 'recorded_error', retryable: false };
  }
}
