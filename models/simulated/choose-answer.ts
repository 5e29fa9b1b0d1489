import { messageOf } from '../../contracts/errors';
import { messageText, type ChatBody, type WireMessage } from './chat-body';
import { drawLatencyMs } from './chance';
import { fillTurn, type FilledTurn } from './fill-templates';
import { guessTurns, rankOfTruth } from './guess-turns';
import { followsScript } from './follows-script';
import { firstUserText, matches, pastTurns, type PastTurn } from './locate';
import type { Conversation, PlainTurn, SimulatedModel, SimulationScript, Turn } from './script';

/** Where in the script a request stands. */
export interface Place {
  conversation: string;
  turnIndex: number;
}

export interface Answer extends Place {
  choices: FilledTurn[];
  latencyMs: number;
  firstByteMs: number;
  /** Predictors: at which choice the truth stands. */
  rankOfTruth?: number;
}

/** The script has no answer: its text says for what. */
export class UnscriptedError extends Error {}

interface Found extends Place {
  turn: Turn;
  wrong: PlainTurn[];
  past: PastTurn[];
}

/** Where a request stands; undefined where no conversation matches. For faults, which need no answer. */
export function locate(script: SimulationScript, body: ChatBody): Place | undefined {
  const conversation = findConversation(script, body);
  return conversation && { conversation: conversation.id, turnIndex: pastTurns(body.messages).length };
}

/**
 * The answer to a request, from the request and the script alone. Speculative requests and predictors may stand on a
 * path that the script never takes, beyond its last turn: they get the last turn again. Throws UnscriptedError.
 */
export function chooseAnswer(input: {
  script: SimulationScript;
  model: SimulatedModel;
  body: ChatBody;
  ahead: boolean;
}): Answer {
  const { script, model, body } = input;
  const found = findTurn(input);
  const draw = [script.seed, model.role, found.conversation, found.turnIndex];
  const own = model.role === 'predictor' ? undefined : found.turn.seconds;
  const place = { conversation: found.conversation, turnIndex: found.turnIndex };
  return {
    ...place,
    ...fillChoices(script, model, body, found),
    latencyMs: script.timeScale * (own === undefined ? drawLatencyMs(model.latency, ...draw) : own * 1000),
    firstByteMs: script.timeScale * (found.turn.firstByteSeconds ?? 0) * 1000,
  };
}

function fillChoices(
  script: SimulationScript,
  model: SimulatedModel,
  body: ChatBody,
  found: Found,
): { choices: FilledTurn[]; rankOfTruth?: number } {
  const count = body.n ?? 1;
  const truth = fill(found.turn, found);
  if (model.role !== 'predictor') return { choices: Array.from({ length: count }, () => truth) };
  const parts = [script.seed, found.conversation, found.turnIndex];
  const rank = rankOfTruth(model.accuracy, ...parts);
  const choices = guessTurns({
    truth,
    mistakes: found.wrong.map((turn) => fill(turn, found)),
    rank,
    count,
    tools: (body.tools ?? []).flatMap((tool) => (tool.function ? [tool.function.name] : [])),
    parts,
  });
  return { choices, ...(rank === undefined ? {} : { rankOfTruth: rank }) };
}

function fill(turn: PlainTurn, found: Found): FilledTurn {
  try {
    return fillTurn(turn, found.past);
  } catch (error) {
    const reason = messageOf(error);
    throw new UnscriptedError(`conversation "${found.conversation}", turn ${found.turnIndex}: ${reason}`);
  }
}

function findTurn(input: {
  script: SimulationScript;
  model: SimulatedModel;
  body: ChatBody;
  ahead: boolean;
}): Found {
  const { script, body } = input;
  const past = pastTurns(body.messages);
  const ruled = findRule(script, body);
  if (ruled) return { ...ruled, past, turnIndex: past.length, wrong: ruled.turn.wrong ?? [] };
  const conversation = findConversation(script, body);
  if (conversation) return turnOf(conversation, past, input);
  if (script.fallback) {
    const wrong = script.fallback.wrong ?? [];
    return { conversation: 'fallback', turn: script.fallback, turnIndex: past.length, past, wrong };
  }
  const start = JSON.stringify(firstUserText(body.messages).slice(0, 80));
  throw new UnscriptedError(`no conversation of the script matches the user message ${start}`);
}

function turnOf(
  conversation: Conversation,
  past: PastTurn[],
  input: { model: SimulatedModel; body: ChatBody; ahead: boolean },
): Found {
  const last = conversation.turns.at(-1)!;
  const base = { conversation: conversation.id, turnIndex: past.length, past };
  if (!input.body.tools?.length) {
    const text = conversation.lastAnswer ?? last.text ?? '';
    return { ...base, turn: { ...last, text, calls: [] }, wrong: [] };
  }
  if (conversation.offScript && !followsScript(conversation.turns, past)) {
    const { offScript: turn } = conversation;
    return {
      ...base,
      turn: { seconds: conversation.turns[past.length]?.seconds, ...turn },
      wrong: turn.wrong ?? [],
    };
  }
  const offScript = input.ahead || input.model.role === 'predictor';
  const turn = conversation.turns[past.length] ?? (offScript ? last : undefined);
  if (turn) return { ...base, turn, wrong: turn.wrong ?? conversation.wrong ?? [] };
  throw new UnscriptedError(
    `conversation "${conversation.id}" has ${conversation.turns.length} turns, but turn ${past.length} (from 0) was asked for`,
  );
}

function findConversation(script: SimulationScript, body: ChatBody): Conversation | undefined {
  return script.conversations.find(({ match }) => matches(match, body.messages));
}

function findRule(
  script: SimulationScript,
  body: ChatBody,
): { conversation: string; turn: Turn } | undefined {
  const lastUser = body.messages.findLast((message) => message.role === 'user');
  const outcomes = outcomesBehindLastTurn(body.messages);
  const index = script.rules.findIndex(
    ({ when }) =>
      (when.model === undefined || when.model === body.model) &&
      (when.lastUserIncludes === undefined ||
        (lastUser !== undefined && messageText(lastUser).includes(when.lastUserIncludes))) &&
      (when.toolResultIncludes === undefined ||
        outcomes.some((outcome) => outcome.includes(when.toolResultIncludes!))),
  );
  return index === -1 ? undefined : { conversation: `rule ${index}`, turn: script.rules[index]!.reply };
}

function outcomesBehindLastTurn(messages: readonly WireMessage[]): string[] {
  const last = messages.findLastIndex((message) => message.role === 'assistant');
  return messages
    .slice(last + 1)
    .filter((message) => message.role === 'tool')
    .map(messageText);
}
