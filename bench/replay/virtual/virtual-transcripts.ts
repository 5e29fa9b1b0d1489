import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { JsonObject } from '../../../contracts/json';
import type { Hash, Message, TranscriptNode } from '../../../contracts/transcript';
import { canonicalKey, normaliseStrings } from '../../../core/canonical-key';
import { sha256Hex } from '../../../core/sha256';
import { nodeId, type Transcript } from '../../../core/transcript';
import { renderMessages } from '../../../models/render-messages';
import type { PlayedTrajectory } from '../recording/played-trajectory';
import { rootNode } from '../recording/root-node';

const keyOf = (tool: string, args: JsonObject): string => canonicalKey(tool, normaliseStrings(args));

/** The store of one calculated run: transcripts by id and texts by hash, in memory. */
export class VirtualTranscripts {
  readonly root: { id: Hash; depth: number };
  private readonly nodes = new Map<Hash, TranscriptNode>();
  private readonly texts = new Map<Hash, string>();

  constructor(private readonly trajectory: PlayedTrajectory) {
    const { opening } = trajectory;
    const node = rootNode(trajectory, opening === undefined ? undefined : this.put(opening));
    this.root = { id: nodeId(node), depth: 0 };
    this.nodes.set(this.root.id, node);
  }

  put(text: string): Hash {
    const hash = sha256Hex(text);
    this.texts.set(hash, text);
    return hash;
  }

  /** Stores what a transcript brings along and tells its messages, from the root on. */
  messages(transcript: Transcript): Message[] {
    const { tail, texts } = transcript.ref();
    for (const node of tail) this.nodes.set(nodeId(node), node);
    for (const text of texts ?? []) this.put(text);
    const chain: Message[][] = [];
    for (let id: Hash | null = transcript.id; id !== null;) {
      const node: TranscriptNode | undefined = this.nodes.get(id);
      if (!node) throw new RangeError(`VirtualTranscripts: node ${id} was never stored`);
      chain.unshift(node.messages);
      id = node.parent;
    }
    return chain.flat();
  }

  render(messages: Message[]): ChatCompletionMessageParam[] {
    return renderMessages(messages, { texts: this.texts, images: new Map(), opaque: new Map() });
  }

  /** Whether the calls so far are those that were recorded. */
  isRecorded(messages: readonly Message[]): boolean {
    const skip = this.trajectory.opening === undefined ? 0 : 1;
    const turns = messages.filter((message) => message.role === 'assistant').slice(skip);
    return turns.every(({ calls }, index) => {
      const recorded = this.trajectory.turns[index]?.calls ?? [];
      return (
        recorded.length === calls.length &&
        calls.every(
          (call, at) =>
            recorded[at] !== undefined &&
            keyOf(call.tool, call.arguments) ===
              keyOf(recorded[at].tool, recorded[at].arguments as JsonObject),
        )
      );
    });
  }
}
