import type { ToolPolicy } from '../contracts/tool-policy';

const read = { effect: 'read', idempotent: true, ttlMs: 600_000, maxChars: 20_000, priceUsd: 0 } as const;
const pure = { effect: 'pure', egress: 'none', idempotent: true, ttlMs: 86_400_000, priceUsd: 0 } as const;

/**
 * Effects of the `gaia` toolset, in one place. `toolPolicy` in the configuration tightens or widens it.
 * p95 of searches: shared latency tables (web search 1.0/1.6 s, search with page fetch 2.1/30.6 s at p50/p90).
 */
export const GAIA_POLICY: Record<string, ToolPolicy> = {
  web_search: { ...read, egress: 'query', timeoutMs: 20_000, p95Ms: 3_000, priceUsd: 0.001 },
  enhanced_search: { ...read, egress: 'query', timeoutMs: 60_000, p95Ms: 30_000, priceUsd: 0.001 },
  web_reader: { ...read, egress: 'url', timeoutMs: 45_000, p95Ms: 10_000 },
  file_read: { ...pure, timeoutMs: 60_000, p95Ms: 5_000, maxChars: 20_000 },
  calculate: { ...pure, timeoutMs: 10_000, p95Ms: 2_000, maxChars: 10_000 },
  code_generate: { ...read, egress: 'query', timeoutMs: 120_000, p95Ms: 30_000 },
  code_exec: {
    effect: 'write',
    egress: 'none',
    idempotent: true,
    timeoutMs: 90_000,
    p95Ms: 30_000,
    ttlMs: 1,
    maxChars: 20_000,
    priceUsd: 0,
  },
  vision_analyze: { ...read, egress: 'query', timeoutMs: 120_000, p95Ms: 40_000 },
  vision_ocr: { ...read, egress: 'query', timeoutMs: 120_000, p95Ms: 40_000 },
  audio_transcribe: { ...read, egress: 'query', timeoutMs: 180_000, p95Ms: 60_000 },
};
