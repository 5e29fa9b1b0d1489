import { describe, expect, it } from '@jest/globals';
import { McpPolicyFile, type McpToolPolicy } from '../../contracts/mcp';
import { confirmedPolicy } from '../../core/mcp-policy';
import { updatedPolicy } from '../../core/mcp-policy-file';

const print = (digit: string): string => digit.repeat(32);

const tool = (name: string, fingerprint: string, hints: Record<string, unknown> = {}) => ({
  name,
  fingerprint,
  hints,
});

const confirmed = (fingerprint?: string): McpToolPolicy => ({
  confirmed: true,
  effect: 'read',
  egress: 'none',
  ...(fingerprint ? { fingerprint } : {}),
});

const fileOf = (tools: Record<string, McpToolPolicy>): McpPolicyFile => ({
  schema: 'forerun-mcp-policy/1',
  tools,
});

describe('a policy file of MCP tools', () => {
  it('none before → every tool proposed by its hints, none confirmed, nothing that counts', () => {
    const { file, changes } = updatedPolicy(undefined, [
      tool('s__b', print('b'), { readOnlyHint: true, openWorldHint: false }),
      tool('s__a', print('a'), { readOnlyHint: true, destructiveHint: true }),
      tool('s__c', print('c'), { readOnlyHint: 'true', idempotentHint: true }),
    ]);
    expect(Object.keys(file.tools)).toEqual(['s__a', 's__b', 's__c']);
    expect(file.tools.s__b).toMatchObject({
      confirmed: false,
      effect: 'read',
      egress: 'none',
      idempotent: true,
    });
    expect(file.tools.s__a).toMatchObject({ confirmed: false, effect: 'read', egress: 'query' });
    expect(file.tools.s__c).toMatchObject({ confirmed: false, effect: 'write', idempotent: true });
    expect(changes).toEqual({ added: ['s__b', 's__a', 's__c'], reopened: [], kept: [], unlisted: [] });
    expect(McpPolicyFile.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
    expect(confirmedPolicy(file.tools)).toEqual({ tools: {}, disabled: [], fingerprints: {} });
  });

  it('confirmed and the same → as it was; another tool by now → no longer confirmed; unlisted → stays', () => {
    const before = fileOf({
      s__same: confirmed(print('1')),
      s__other: { ...confirmed(print('2')), ttlMs: 5 },
      s__gone: confirmed(print('3')),
    });
    const { file, changes } = updatedPolicy(before, [
      tool('s__same', print('1')),
      tool('s__other', print('9')),
    ]);
    expect(file.tools.s__same).toEqual(before.tools.s__same);
    expect(file.tools.s__gone).toEqual(before.tools.s__gone);
    expect(file.tools.s__other).toMatchObject({
      confirmed: false,
      effect: 'read',
      ttlMs: 5,
      fingerprint: print('9'),
    });
    expect(changes).toEqual({ added: [], reopened: ['s__other'], kept: ['s__same'], unlisted: ['s__gone'] });
  });

  it('confirmed by hand without a fingerprint → stays confirmed, for the tool as it is now', () => {
    const { file } = updatedPolicy(fileOf({ s__a: confirmed() }), [tool('s__a', print('4'))]);
    expect(file.tools.s__a).toMatchObject({ confirmed: true, fingerprint: print('4') });
  });
});
