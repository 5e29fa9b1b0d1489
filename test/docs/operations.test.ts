import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { QUEUE_ROLES, SEARCH_ATTRIBUTES, WORKER_ROLES } from '../../contracts/names';
import { vllmToolParser } from '../../models/vllm-tool-parser';
import { errorCodesInSources, repoRoot } from './support/error-codes';

const page = readFileSync(path.join(repoRoot, 'docs/operations.md'), 'utf8');
const section = (title: string): string =>
  new RegExp(`\\n(##+) ${title}\\n([^]*?)(?=\\n##? |$)`).exec(page)?.[2] ?? '';

/** Names in backquotes in the first column of a section's tables. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

describe('docs/operations.md', () => {
  it('error codes: → every code of the sources, and no other', () => {
    const documented = firstColumn(section('Error codes'));
    const used = errorCodesInSources();
    expect(used.size).toBeGreaterThan(100);
    const missing = [...used].filter(([code]) => !documented.includes(code));
    const stale = documented.filter((code) => !used.has(code));
    expect({ missing, stale }).toEqual({ missing: [], stale: [] });
  });

  it('error codes: → each in one place', () => {
    const documented = firstColumn(section('Error codes'));
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });

  it('roles and queues: → all, each queue with its program', () => {
    const rows = [...section('Roles and queues').matchAll(/^\| `([a-z]+)` \| ([^|]+) \|/gm)];
    expect(rows.map(([, role]) => role)).toEqual([...WORKER_ROLES]);
    const queues = rows.flatMap(([, , cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(queues).toEqual([...QUEUE_ROLES]);
  });

  it('dynamic settings: → all of the deployment', () => {
    const settings = parse(
      readFileSync(path.join(repoRoot, 'deploy/temporal/dynamicconfig.yaml'), 'utf8'),
    ) as Record<string, unknown>;
    const named = firstColumn(section('Temporal')).flatMap((name, index, all) =>
      // `…HostRPS` stands for the name before it with another ending.
      name.startsWith('…')
        ? Object.keys(settings).filter((key) => continues(key, all[index - 1]!, name))
        : [name],
    );
    expect([...new Set(named)].sort()).toEqual(Object.keys(settings).sort());
  });

  it('search attributes: → all', () => {
    for (const name of SEARCH_ATTRIBUTES) expect(section('Temporal')).toContain(`\`${name}\``);
  });

  it.each([
    ['Qwen/Qwen2.5-7B-Instruct', 'hermes'],
    ['Qwen/QwQ-32B', 'hermes'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama3_json'],
    ['meta-llama/Llama-4-Scout-17B-16E-Instruct', 'llama4_pythonic'],
    ['mistralai/Mistral-7B-Instruct-v0.3', 'mistral'],
    ['deepseek-ai/DeepSeek-V3-0324', 'deepseek_v3'],
    ['deepseek-ai/DeepSeek-V3.1', 'deepseek_v31'],
    ['openai/gpt-oss-20b', 'openai'],
    ['moonshotai/Kimi-K2-Instruct', 'kimi_k2'],
    ['zai-org/GLM-4.6', 'glm45'],
    ['zai-org/GLM-4.7', 'glm47'],
  ])('parser of %s: → the table and the error message agree', (model, parser) => {
    expect(vllmToolParser(model)).toBe(parser);
    expect(section('Model servers')).toContain(`\`${parser}\``);
  });
});

function continues(key: string, before: string, ending: string): boolean {
  const stem = before.replace(/(?:MaxPollRPS|ReadPartitions)$/, '');
  return key.startsWith(stem) && key.endsWith(ending.slice(1));
}
