import { z } from 'zod';
import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';

const FINGERPRINT_CHARS = 32;

/** A tool as its server lists it, before anybody has judged it: everything beyond its name may be missing or wrong. */
export const ServerTool = z.looseObject({
  name: z.string().min(1),
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  inputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional().catch(undefined),
  execution: z.looseObject({ taskSupport: z.unknown() }).optional().catch(undefined),
});
export type ServerTool = z.infer<typeof ServerTool>;

export const ToolsPage = z.looseObject({
  tools: z.array(z.unknown()),
  nextCursor: z.string().optional().catch(undefined),
});

/** Equal as long as the tool is the one that was looked at: its name, its description and what it takes. */
export function fingerprintOf({ name, description, inputSchema }: ServerTool): string {
  const about = JSON.parse(JSON.stringify({ name, description, inputSchema })) as object;
  return sha256Hex(canonicalJson(about)).slice(0, FINGERPRINT_CHARS);
}
