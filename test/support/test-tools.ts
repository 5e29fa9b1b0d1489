import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Tool } from '../../contracts/tool';
import type { PinnedPolicy, ToolPolicy } from '../../contracts/tool-policy';
import type { ConversationUser } from '../../contracts/user';
import { canonicalJson } from '../../core/canonical-json';
import { sha256Hex } from '../../core/sha256';
import { zodParameters } from '../../tools/parameters/zod-parameters';
import { Toolset } from '../../tools/toolset';

const parameters = z.strictObject({ value: z.string() });

/** One execution of a test tool, for assertions on what really ran. */
export interface Execution {
  tool: string;
  value: string;
  ahead: boolean;
  startedAtMs: number;
  abortedAtMs?: number;
  endedAtMs?: number;
}

/** What a test may set: how long a tool takes by value, and what it answers. */
export interface TestToolSettings {
  ms: (tool: string, value: string, ahead: boolean) => number;
  fails?: (tool: string, value: string, ahead: boolean) => boolean;
  /** Changes to the tools' policy. */
  policy?: Record<string, Partial<ToolPolicy>>;
  user?: ConversationUser;
}

const base: Omit<ToolPolicy, 'effect'> = {
  egress: 'none',
  idempotent: true,
  timeoutMs: 30_000,
  p95Ms: 8_000,
  ttlMs: 600_000,
  maxChars: 10_000,
  priceUsd: 0,
};

export const TEST_POLICY: Record<string, ToolPolicy> = {
  look: { ...base, effect: 'read' },
  compute: { ...base, effect: 'pure' },
  send: { ...base, effect: 'write', idempotent: false },
};

/** A toolset of one `read`, one `pure` and one `write` tool that really wait and really notice cancellation. */
export function testToolset(settings: TestToolSettings): { toolset: Toolset; executions: Execution[] } {
  const executions: Execution[] = [];
  let writes = 0;
  const tool = (name: string): Tool => ({
    name,
    description: `test tool ${name}`,
    parameters: zodParameters(parameters),
    async execute({ arguments: args, context }) {
      const { value } = args as z.infer<typeof parameters>;
      const execution: Execution = { tool: name, value, ahead: context.ahead, startedAtMs: Date.now() };
      executions.push(execution);
      try {
        await sleep(settings.ms(name, value, context.ahead), undefined, { signal: context.signal });
      } catch (error) {
        execution.abortedAtMs = Date.now();
        throw error;
      }
      if (name === 'send') writes += 1;
      execution.endedAtMs = Date.now();
      if (settings.fails?.(name, value, context.ahead)) {
        return { ok: false, code: 'test_failure', message: `${name} failed for ${value}`, retryable: false };
      }
      return { ok: true, text: `${name} of ${value}${name === 'look' ? ` after ${writes} writes` : ''}` };
    },
  });
  const tools = { ...TEST_POLICY };
  for (const [name, change] of Object.entries(settings.policy ?? {}))
    tools[name] = { ...tools[name]!, ...change };
  const policy: PinnedPolicy = { hash: sha256Hex(canonicalJson(tools)), tools };
  const toolset = new Toolset('test', Object.keys(tools).map(tool), policy, settings.user);
  return { toolset, executions };
}
