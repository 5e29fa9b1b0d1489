import type { Hash, TranscriptNode, TranscriptRef } from '../../contracts/transcript';
import { nodeId } from '../../core/transcript';
import { sha256Hex } from '../../core/sha256';
import type { Finding } from './finding';
import type { RunHistory } from './run-history';

/** A node of the transcript with its id. */
export interface ChainNode {
  id: Hash;
  node: TranscriptNode;
}

/** All transcript nodes that a history brings along, by id, and the texts that the workflow wrote, by hash. */
export interface KnownNodes {
  nodes: ReadonlyMap<Hash, TranscriptNode>;
  authored: ReadonlyMap<Hash, string>;
}

/** Collects them, each id computed anew; a reference whose messages do not make its id is a finding. */
export function collectNodes(history: RunHistory, findings: Finding[]): KnownNodes {
  const nodes = new Map<Hash, TranscriptNode>();
  const authored = new Map<Hash, string>();
  for (const { ref, where } of referencesOf(history)) {
    let parent = ref.base?.id ?? null;
    for (const node of ref.tail) {
      if (node.parent !== parent) {
        const message = `${where}: a node of the transcript follows ${node.parent}, not ${parent}`;
        findings.push({ kind: 'reference_broken', message });
      }
      parent = nodeId(node);
      nodes.set(parent, node);
    }
    if (parent !== ref.id) {
      const message = `${where} names the transcript ${ref.id}, but its messages make ${parent}`;
      findings.push({ kind: 'reference_broken', message });
    }
    for (const text of ref.texts ?? []) authored.set(sha256Hex(text), text);
  }
  return { nodes, authored };
}

function* referencesOf(history: RunHistory): Generator<{ ref: TranscriptRef; where: string }> {
  for (const [index, { input, close }] of history.parts.entries()) {
    const { carried } = input;
    if (carried) yield { ref: carried.transcript, where: `the input of part ${index + 1}` };
    if (close.kind === 'completed') yield { ref: close.outcome.transcript, where: 'the result' };
    if (close.kind === 'continued' && close.input.carried)
      yield { ref: close.input.carried.transcript, where: `the end of part ${index + 1}` };
  }
  for (const activity of history.activities) {
    if (activity.type === 'askUser' || !activity.input.transcript) continue;
    yield {
      ref: activity.input.transcript,
      where: `${activity.type} of step ${activity.input.step} (event ${activity.id})`,
    };
  }
}

/** The chain from behind the root to a place, oldest first; what cannot be followed further is a finding. */
export function chainTo(input: {
  end: Hash;
  root: Hash;
  known: KnownNodes;
  findings: Finding[];
}): ChainNode[] {
  const chain: ChainNode[] = [];
  for (let id: Hash | null = input.end; id !== input.root;) {
    const node: TranscriptNode | undefined = id === null ? undefined : input.known.nodes.get(id);
    if (!node || id === null) {
      const message = `the transcript ${input.end} does not lead back to the run's root ${input.root}: ${id ?? 'its first node'} is not in the history`;
      input.findings.push({ kind: 'transcript_gap', message });
      break;
    }
    chain.push({ id, node });
    id = node.parent;
  }
  return chain.reverse();
}
