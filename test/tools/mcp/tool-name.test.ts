import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MCP_SERVER_NAME } from '../../../contracts/mcp';
import { mayBeToolOf, toolName } from '../../../tools/mcp/tool-name';

describe('names of MCP tools', () => {
  it.each([
    ['files', 'read_text', 'files__read_text'],
    ['my-files', 'read', 'my-files__read'],
  ])('%s and %s → %s', (server, tool, name) => expect(toolName(server, tool)).toBe(name));

  it('what providers refuse, what is too long, whose border is not clear → a hash of both at the end', () => {
    expect(toolName('git.hub', 'read')).toMatch(/^git_hub__read_[0-9a-f]{8}$/);
    expect(toolName('a', 'b/c')).toMatch(/^a__b_c_[0-9a-f]{8}$/);
    expect(toolName('a', 'b'.repeat(100))).toMatch(/^a__b{52}_[0-9a-f]{8}$/);
    expect(toolName('a__b', 'c')).not.toBe(toolName('a', 'b__c'));
    expect(toolName('a_', 'b')).not.toBe(toolName('a', '_b'));
  });

  it('any two tools → names that providers take, and not the same one', () => {
    const server = fc.stringMatching(/^[a-b][a-b._-]{0,6}$/).filter((name) => MCP_SERVER_NAME.test(name));
    const tool = fc.oneof(fc.stringMatching(/^[a-b_./ -]{1,8}$/), fc.string({ minLength: 1, maxLength: 90 }));
    fc.assert(
      fc.property(server, tool, server, tool, (serverA, toolA, serverB, toolB) => {
        const [left, right] = [toolName(serverA, toolA), toolName(serverB, toolB)];
        expect(left).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(left === right).toBe(serverA === serverB && toolA === toolB);
      }),
      { numRuns: 2_000 },
    );
  });

  it('any tool of a server, however long its name → may be its tool', () => {
    const server = fc.stringMatching(/^[a-b][a-b._-]{0,80}$/);
    const tool = fc.string({ minLength: 1, maxLength: 90 });
    fc.assert(fc.property(server, tool, (name, own) => mayBeToolOf(name, toolName(name, own))));
    expect(mayBeToolOf('git.hub', 'git_hub__read')).toBe(true);
    expect(mayBeToolOf('git', 'git_hub__read')).toBe(false);
  });
});
