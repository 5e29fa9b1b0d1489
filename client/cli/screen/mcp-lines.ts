import type { InspectedTool, McpInspection, PolicyState } from '../../../contracts/mcp-inspection';

const STATES: Record<PolicyState, string> = {
  confirmed: 'confirmed',
  unconfirmed: 'not confirmed',
  changed: 'changed since it was confirmed',
  stateful: 'its server remembers: never ahead',
  unnamed: 'not in the policy file',
  disabled: 'not offered',
};

/** An inspection for people: a block a server, a line a tool, hints beside what counts. */
export function inspectionLines(
  { servers, tools, unlisted, troubles, policyFile }: McpInspection,
  { hasPolicyFile }: { hasPolicyFile: boolean },
): string[] {
  const lines: string[] = [];
  for (const server of servers) {
    lines.push(
      `${server.name} · ${server.reachedBy} · ${server.error ? 'not reached' : `${server.tools} tools`}`,
    );
    if (server.error)
      lines.push(`  ${server.error.message}`, ...(server.error.remedy ? [`  ${server.error.remedy}`] : []));
    const own = tools.filter((tool) => tool.server === server.name);
    const widths = [...own.map(({ name }) => name.length)];
    const width = Math.max(0, ...widths);
    for (const tool of own) lines.push(toolLine(tool, width));
    for (const trouble of troubles.filter((one) => one.server === server.name))
      lines.push(`  left out: ${trouble.message}`);
    lines.push('');
  }
  const missing = policyFile !== '' && !hasPolicyFile ? ' (there is no such file yet)' : '';
  lines.push(
    `Policy: ${policyFile || 'none'}${missing}. What is not confirmed counts as a write and is never executed ahead.`,
  );
  if (unlisted.length > 0)
    lines.push(`It names tools that no server lists; mistyped, or gone? ${unlisted.join(', ')}`);
  return lines;
}

function toolLine({ name, hints, state, policy }: InspectedTool, width: number): string {
  const says = Object.entries(hints)
    .filter(([key, value]) => key.endsWith('Hint') && typeof value === 'boolean')
    .map(([key, value]) => `${value === true ? '' : 'not '}${HINT_WORDS[key] ?? key}`);
  const counts = policy
    ? `${policy.effect}${policy.effect === 'write' ? '' : `, egress ${policy.egress}`}`
    : 'none';
  return `  ${name.padEnd(width)}  counts as: ${counts} (${STATES[state]}); hints: ${says.join(', ') || 'none'}`;
}

const HINT_WORDS: Record<string, string> = {
  readOnlyHint: 'read-only',
  destructiveHint: 'destructive',
  idempotentHint: 'idempotent',
  openWorldHint: 'open world',
};
