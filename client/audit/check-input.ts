import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';
import type { Finding } from '../../learning/histories/finding';
import type { RunHistory } from '../../learning/histories/run-history';

/** The pinned policy against its hash, and each part's input against what the part before it handed over. Pure. */
export function checkInput({ parts }: RunHistory): Finding[] {
  const { hash, ...policy } = parts[0].input.policy;
  const pinned = Object.keys(policy).length === 1 ? policy.tools : policy;
  const found: Finding[] = [];
  if (sha256Hex(canonicalJson(pinned)) !== hash)
    found.push({ kind: 'policy_differs', message: `the pinned tool policy does not make its hash ${hash}` });
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (part.close.kind !== 'continued') continue;
    if (
      !next ||
      next.runId !== part.close.runId ||
      canonicalJson(next.input) !== canonicalJson(part.close.input)
    ) {
      const message = `part ${index + 2} of the run did not begin with what part ${index + 1} handed over`;
      found.push({ kind: 'continuation_differs', message });
    }
  }
  return found;
}
