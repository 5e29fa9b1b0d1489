import type { Call } from '../../contracts/call';
import { forbidsTainted, taintSources } from '../../activities/egress';
import { judge, type JudgeContext, type JudgeInput } from '../../activities/judge';
import { trustedAddressTexts } from '../../activities/trusted-addresses';
import { learnedEvidence } from '../../core/gate/learned-evidence';
import type { Guess } from '../../predictors/predictor';
import type { Toolset } from '../../tools/toolset';
import { textOf, type RecordedTurn } from './turns';

/** What the gate asks for besides; the threshold is the product's default. */
const INPUT: JudgeInput = {
  run: { actor: 'bench' },
  topK: 3,
  strategy: 'exact',
  minProbability: 0.2,
  budget: { launches: 1_000_000, costUsd: 1_000_000 },
};

/** The calls that would be executed ahead of a recorded turn: the product's own judgement, with the rules or without. */
export function preExecuted(input: {
  toolset: Toolset;
  turn: RecordedTurn;
  guesses: Guess[];
  rules: 'none' | 'all';
}): Call[] {
  const { toolset, turn, guesses, rules } = input;
  const policyOf = toolset.policyOf.bind(toolset);
  const { candidates } = judge({ toolset: free(toolset, rules) } as JudgeContext, INPUT, {
    guesses,
    predictor: 'bench',
    evidence: learnedEvidence(undefined, { skills: [], latencies: [] }, 'bench'),
    seconds: 0,
    params: [],
    trusted: rules === 'all' ? trustedAddressTexts(turn.messages, textOf, policyOf) : [],
    ...(rules === 'all'
      ? { forbids: forbidsTainted(toolset, () => taintSources(turn.messages, textOf, policyOf)) }
      : {}),
  });
  return candidates.flatMap(({ calls }) =>
    calls.flatMap(({ tool, arguments: args, key, verdict }) =>
      verdict.admit ? [{ tool, arguments: args, key }] : [],
    ),
  );
}

/** Without rules nothing counts as leaving. */
function free(toolset: Toolset, rules: 'none' | 'all'): Toolset {
  if (rules === 'all') return toolset;
  const open = Object.create(toolset) as Toolset;
  open.policyOf = (name) => {
    const policy = toolset.policyOf(name);
    return policy && { ...policy, egress: 'none' };
  };
  return open;
}
