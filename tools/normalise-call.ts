import type { Call, CallProblem } from '../contracts/call';
import type { JsonObject } from '../contracts/json';
import { canonicalKey, normaliseStrings } from '../core/canonical-key';
import { canonicalJson } from '../core/canonical-json';
import type { Toolset } from './toolset';

/** Largest arguments of one call, in characters of canonical JSON; twice what the longest model answers hold. */
export const MAX_ARGUMENT_CHARS = 100_000;

export type NormalisedCall =
  { ok: true; call: Call } | { ok: false; call: Call; problem: Pick<CallProblem, 'code' | 'message'> };

/**
 * Gives a model's call its canonical form: the tool's own name, arguments checked and normalised, canonical key. Texts
 * of a tool that writes, or that somebody else wrote, stay to the letter: such a write is never compared with a guess, and its bytes may matter. A call
 * that cannot be executed keeps what it said, so that the transcript stays true, and says what is wrong with it.
 */
export function normaliseCall(toolset: Toolset, name: string, raw: JsonObject): NormalisedCall {
  const tool = toolset.find(name.trim());
  const writes = tool !== undefined && toolset.policyOf(tool.name)?.effect === 'write';
  const args = writes || tool?.verbatim ? raw : normaliseStrings(raw);
  const failed = (code: CallProblem['code'], message: string, as = safeName(name)): NormalisedCall => ({
    ok: false,
    call: { tool: as, arguments: code === 'too_large' ? {} : args, key: canonicalKey(as, args) },
    problem: { code, message },
  });
  if (!tool) {
    const names = toolset.list().map((known) => known.name);
    return failed('unknown_tool', `There is no tool "${safeName(name)}". Available: ${names.join(', ')}.`);
  }
  const size = canonicalJson(args).length;
  if (size > MAX_ARGUMENT_CHARS) {
    const message = `The arguments have ${size} characters; at most ${MAX_ARGUMENT_CHARS} are possible.`;
    return failed('too_large', message, tool.name);
  }
  const parsed = tool.parameters.parse(args);
  if (!parsed.ok) {
    const message = `Invalid arguments for ${tool.name}:\n${parsed.message}`;
    return failed('invalid_arguments', message, tool.name);
  }
  const normalised = tool.normalise ? tool.normalise(parsed.arguments) : parsed.arguments;
  const kept = dropUndefined(normalised);
  return { ok: true, call: { tool: tool.name, arguments: kept, key: canonicalKey(tool.name, kept) } };
}

/** A name that every provider accepts back in the history. */
function safeName(name: string): string {
  return (
    name
      .trim()
      .replace(/[^A-Za-z0-9_-]/g, '_')
      .slice(0, 64) || 'unnamed'
  );
}

const dropUndefined = (args: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
