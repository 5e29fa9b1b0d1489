import type { ModelProfile } from '../contracts/config';
import { canonicalJson } from '../core/canonical-json';
import { completeChat, streamChat } from '../models/chat';
import type { ChatChoice } from '../models/chat-types';
import type { EndpointPool } from '../models/endpoint-pool';
import { findFinalAnswer } from '../models/final-answer';
import { parseToolArguments } from '../models/parse-tool-call';
import { toFunctionTool } from '../models/tool-schema';
import type { Guess, GuessedCall, Predictor } from './predictor';

/**
 * A model asked `topK` times for the next turn in one request: a small one behind its own endpoint, or the actor's own
 * (`self`). A turn's probability is its share of the answers; one answer alone says nothing about itself and counts as
 * one half. Servers that give one answer whatever was asked for yield one guess.
 */
export function modelPredictor({
  profile,
  pool,
  source = 'model',
}: {
  profile: ModelProfile;
  pool: EndpointPool;
  source?: 'model' | 'self';
}): Predictor {
  return {
    name: `${source}:${profile.model}`,
    async predict({ params, toolset, topK, runToken, signal }) {
      const ask = topK > 1 ? completeChat : streamChat;
      const result = await ask({
        profile,
        pool,
        request: {
          messages: params,
          tools: toolset.list().map(toFunctionTool),
          toolChoice: 'auto',
          ...(topK > 1 ? { n: topK } : {}),
        },
        ahead: true,
        runToken,
        signal,
      });
      return { guesses: rankTurns(result.choices.map(readTurn), source), usage: result.usage };
    },
  };
}

/** Half a pseudo-answer for and half against: the share of the answers that agree, drawn towards one half. */
const share = (votes: number, answers: number): number => (votes + 0.5) / (answers + 1);

type Turn = Pick<Guess, 'turn' | 'calls'>;

/** Equal turns are one guess with their votes; most votes first, then the order in which they came. */
export function rankTurns(turns: (Turn | undefined)[], source: 'model' | 'self' = 'model'): Guess[] {
  const byKey = new Map<string, { turn: Turn; votes: number }>();
  for (const turn of turns) {
    if (!turn) continue;
    const key = canonicalJson(turn);
    const known = byKey.get(key);
    if (known) known.votes += 1;
    else byKey.set(key, { turn, votes: 1 });
  }
  return [...byKey.values()]
    .sort((left, right) => right.votes - left.votes)
    .map(({ turn, votes }) => ({
      ...turn,
      probability: share(votes, turns.length),
      source,
    }));
}

function readTurn(choice: ChatChoice): Turn | undefined {
  const calls = choice.toolCalls.flatMap((call): GuessedCall[] => {
    const parsed = parseToolArguments(call.argumentsText);
    return parsed.ok ? [{ tool: call.name, arguments: parsed.arguments }] : [];
  });
  if (calls.length !== choice.toolCalls.length) return undefined;
  if (calls.length > 0) return { turn: 'calls', calls };
  return findFinalAnswer(choice.text) === undefined ? undefined : { turn: 'final', calls: [] };
}
