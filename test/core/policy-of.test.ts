import { describe, expect, it } from '@jest/globals';
import type { ToolPolicy } from '../../contracts/tool-policy';
import { policyOf } from '../../core/policy-of';

const named: ToolPolicy = {
  effect: 'read',
  egress: 'none',
  idempotent: true,
  timeoutMs: 1,
  p95Ms: 1,
  ttlMs: 1,
  maxChars: 1,
  priceUsd: 0,
};
const unnamed: ToolPolicy = { ...named, effect: 'write', idempotent: false };

describe('policyOf', () => {
  it('a closed toolset: its tools → their policy, others and names of every object → none', () => {
    const policy = { hash: 'h', tools: { look: named } };
    expect(['look', 'other', 'constructor', '__proto__'].map((tool) => policyOf(policy, tool))).toEqual([
      named,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('an open toolset: unnamed tools → the worst is assumed; disabled ones → none', () => {
    const policy = { hash: 'h', tools: { look: named }, unnamed, disabled: ['drop'] };
    expect(policyOf(policy, 'look')).toBe(named);
    expect(policyOf(policy, 'constructor')).toBe(unnamed);
    expect(policyOf(policy, 'drop')).toBeUndefined();
  });
});
