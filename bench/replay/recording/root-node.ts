import type { Message, TranscriptNode } from '../../../contracts/transcript';
import { markerOf, type PlayedTrajectory } from './played-trajectory';

/** Where a played trajectory begins; `openingHash` is the stored text that its agent opened with. */
export function rootNode(
  { id, system, question }: PlayedTrajectory,
  openingHash: string | undefined,
): TranscriptNode {
  const said: Message[] =
    openingHash === undefined ? [] : [{ role: 'assistant', textHash: openingHash, calls: [] }];
  return {
    parent: null,
    messages: [
      { role: 'system', text: [system, markerOf(id)].filter(Boolean).join('\n\n') },
      ...said,
      { role: 'user', text: question },
    ],
  };
}
