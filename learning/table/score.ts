import { ASK } from '../../core/table/actions';
import { callText } from '../../core/table/canonical-value';
import { emptyContext, extend } from '../../core/table/context';
import type { TableMessage } from '../../core/table/message';
import { predict, type TableGuess } from '../../core/table/predict';
import type { ReadyModel } from '../../core/table/ready-model';
import { actionOf } from './observe';
import type { ScoreSheet } from './score-sheet';
import type { Trajectory } from './trajectory';

/** As many guesses as are looked at, however small their probability; more than a gate ever launches. */
const GUESSES = 12;

/**
 * Plays a trajectory turn by turn: what the model guesses from the messages before each turn against what the agent did.
 * The clock is handed in (milliseconds); a prediction's time includes folding in the messages since the last one.
 */
export function scoreTrajectory(
  model: ReadyModel,
  trajectory: Trajectory,
  sheet: ScoreSheet,
  now: () => number,
): void {
  const readOnly = new Set(trajectory.tools.filter((tool) => tool.readOnly).map(({ name }) => name));
  let context = emptyContext(trajectory.actor);
  let spentMs = 0;
  for (const [at, message] of trajectory.messages.entries()) {
    if (message.role === 'assistant') {
      const startedMs = now();
      const guesses = predict(model, context, { topK: GUESSES, tools: trajectory.tools, least: 0 });
      sheet.time((spentMs + now() - startedMs) * 1000);
      spentMs = 0;
      scoreTurn({
        guesses,
        message,
        action: actionOf(message, trajectory.messages, at),
        readOnly,
        sheet,
        domain: trajectory.domain,
      });
    }
    const startedMs = now();
    context = extend(context, message);
    spentMs += now() - startedMs;
  }
}

interface ScoredTurn {
  guesses: readonly TableGuess[];
  message: TableMessage;
  action: string;
  readOnly: ReadonlySet<string>;
  sheet: ScoreSheet;
  domain: string;
}

function scoreTurn({ guesses, message, action, readOnly, sheet, domain }: ScoredTurn): void {
  const made = new Set(
    message.calls.filter(({ tool }) => readOnly.has(tool)).map((call) => callText(call.tool, call.arguments)),
  );
  const calls = new Map<string, number>();
  for (const guess of guesses)
    for (const call of guess.calls)
      if (readOnly.has(call.tool)) calls.set(callText(call.tool, call.arguments), call.probability);
  const ranked = [...calls].sort(([, p], [, q]) => q - p).map(([text]) => text);
  const guessed = guesses.map(
    (guess) =>
      new Set(
        guess.calls
          .filter(({ tool }) => readOnly.has(tool))
          .map((call) => callText(call.tool, call.arguments)),
      ),
  );
  const reading = guessed.filter((texts) => texts.size > 0);
  const first = guesses[0];
  sheet.turn(domain, {
    reads: made.size > 0,
    exact: rank(ranked, (text) => made.has(text)),
    ofAll: rank(guessed, (texts) => texts.size > 0 && [...texts].every((text) => made.has(text))),
    whole: rank(reading, (texts) => texts.size === made.size && [...texts].every((text) => made.has(text))),
    turnRight: first !== undefined && sameTurn(first, message, action),
  });
  sheet.calls(
    domain,
    [...calls].map(([text, p]) => ({ p, hit: made.has(text) })),
    made.size > 0,
  );
}

/** Place of the first that fits, from 1; 0 where none does. */
const rank = <T>(list: readonly T[], fits: (item: T) => boolean): number => list.findIndex(fits) + 1;

function sameTurn(guess: TableGuess, message: TableMessage, action: string): boolean {
  if (guess.turn !== 'calls')
    return message.calls.length === 0 && (guess.turn === 'ask') === (action === ASK);
  const texts = (
    calls: readonly { tool: string; arguments: TableGuess['calls'][0]['arguments'] }[],
  ): string =>
    calls
      .map((call) => callText(call.tool, call.arguments))
      .sort()
      .join('\n');
  return texts(guess.calls) === texts(message.calls);
}
