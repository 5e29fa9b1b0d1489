import type { JsonObject } from '../../contracts/json';
import { canonicalKey, normaliseStrings } from '../../core/canonical-key';
import type { PastTurn } from './locate';
import type { ScriptedCall, Turn } from './script';

/** Whether the calls of the past turns are the scripted ones; texts are compared trimmed, arguments in any order. */
export function followsScript(turns: readonly Turn[], past: readonly PastTurn[]): boolean {
  return past.every(({ calls }, index) => {
    const scripted = turns[index]?.calls ?? [];
    return (
      scripted.length === calls.length &&
      calls.every((call, position) => {
        const wanted = scripted[position];
        return wanted !== undefined && keyOf(call.tool, call.argumentsText) === scriptedKey(wanted);
      })
    );
  });
}

const keys = new WeakMap<ScriptedCall, string>();

function scriptedKey(call: ScriptedCall): string {
  const known = keys.get(call) ?? keyOf(call.tool, call.rawArguments ?? JSON.stringify(call.arguments ?? {}));
  keys.set(call, known);
  return known;
}

function keyOf(tool: string, argumentsText: string): string {
  try {
    return canonicalKey(tool, normaliseStrings(JSON.parse(argumentsText) as JsonObject));
  } catch {
    return `${tool} ${argumentsText.trim()}`;
  }
}
