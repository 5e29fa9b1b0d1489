import type { CallToolResult } from '@modelcontextprotocol/client';
import type { BlobStore } from '../../contracts/blob-store';
import { canonicalJson } from '../../core/canonical-json';

/** A result as the text that a model is shown. */
export interface RenderedResult {
  text: string;
  truncated: boolean;
}

type Block = CallToolResult['content'][number];

/**
 * A server's result as text: its texts as they are, embedded resources under their address, links, structured content
 * unless a text says the same, and a line about each image, recording or file, whose bytes go into the store.
 */
export async function renderResult(
  result: CallToolResult,
  { store, maxChars }: { store: BlobStore; maxChars: number },
): Promise<RenderedResult> {
  const parts: string[] = [];
  for (const block of result.content ?? []) parts.push(await renderBlock(block, store));
  if (result.structuredContent !== undefined && !saysTheSame(result.content ?? [], result.structuredContent))
    parts.push(JSON.stringify(result.structuredContent));
  const text = parts.join('\n');
  if (text.trim() === '') return { text: '(The tool returned nothing.)', truncated: false };
  if (text.length <= maxChars) return { text, truncated: false };
  const note = `\n[cut: ${text.length} characters in all; ask for a smaller part]`;
  return { text: text.slice(0, Math.max(0, maxChars - note.length)) + note, truncated: true };
}

async function renderBlock(block: Block, store: BlobStore): Promise<string> {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
    case 'audio':
      return stored(block.type, block.mimeType, block.data, store);
    case 'resource_link':
      return `[resource ${[block.name, block.uri, block.mimeType, block.description].filter(Boolean).join(' · ')}]`;
    case 'resource': {
      const { resource } = block;
      const about = [resource.uri, resource.mimeType].filter(Boolean).join(' · ');
      if ('text' in resource) return `[resource ${about}]\n${resource.text}`;
      return stored(`resource ${resource.uri}`, resource.mimeType, resource.blob, store);
    }
    default:
      return JSON.stringify(block);
  }
}

/** Models get no pictures from tools: the bytes are kept for people, under the hash that the line names. */
async function stored(
  what: string,
  mime: string | undefined,
  base64: string,
  store: BlobStore,
): Promise<string> {
  const bytes = Buffer.from(base64, 'base64');
  const hash = await store.put(bytes);
  return `[${what} · ${mime ?? 'unknown type'} · ${bytes.byteLength} bytes · not shown, stored as ${hash.slice(0, 12)}]`;
}

/** The texts say what the structured content says: as JSON, or as the one text or value that servers wrap for its sake. */
function saysTheSame(content: Block[], structured: unknown): boolean {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const inner = onlyValue(structured);
  if (typeof inner === 'string' && [...texts, texts.join('\n')].some((text) => text.trim() === inner.trim()))
    return true;
  const wanted = [structured, ...(inner === undefined ? [] : [inner])].map((value) =>
    canonicalJson(value as object),
  );
  return texts.some((text) => {
    try {
      return wanted.includes(canonicalJson(JSON.parse(text) as object));
    } catch {
      return false;
    }
  });
}

/** What an object of one field holds, `{"result": …}`. */
function onlyValue(structured: unknown): unknown {
  if (typeof structured !== 'object' || structured === null) return undefined;
  const values = Object.values(structured) as unknown[];
  return values.length === 1 ? values[0] : undefined;
}
