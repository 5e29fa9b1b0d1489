import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { demoFolder } from '../../../client/demo/demo-world';
import { demoDataset, readDemo } from '../../../client/demo/prepare-demo';
import { readWeb } from '../../../client/demo/read-web';
import type { DatasetExample } from '../../../client/dataset/example';
import { GAIA_POLICY } from '../../../core/gaia-policy';
import { loadScript } from '../../../models/simulated/load-script';
import type { SimulationScript } from '../../../models/simulated/script';

describe('demonstration: its content', () => {
  let examples: DatasetExample[];
  let script: SimulationScript;

  beforeAll(async () => {
    examples = await readDemo();
    script = await loadScript(join(demoFolder(), 'script.yaml'));
  });

  const conversationsOf = (example: DatasetExample): SimulationScript['conversations'] =>
    script.conversations.filter(({ match }) => example.question.includes(match));

  it('questions: read as a dataset → twelve of three levels, each with a true answer', () => {
    expect(examples).toHaveLength(12);
    expect(new Set(examples.map(({ level }) => level))).toEqual(new Set(['1', '2', '3']));
    expect(examples.every(({ groundTruth }) => groundTruth !== undefined)).toBe(true);
  });

  it('attachments: by their endings → every kind that file_read, vision and programs are shown with', () => {
    const endings = examples.flatMap(({ files }) => files.map(({ name }) => name.split('.').at(-1)));
    expect(endings.sort()).toEqual(
      ['csv', 'docx', 'json', 'pdf', 'png', 'pptx', 'py', 'xlsx', 'xlsx', 'zip'].sort(),
    );
  });

  it('attachments: their bytes → those that attachments.json names', () => {
    const named = JSON.parse(readFileSync(join(demoFolder(), 'attachments.json'), 'utf8')) as object;
    const found = examples.flatMap(({ files }) =>
      files.map(({ path }) => [
        path.slice(demoDataset().length + 1),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
    );
    expect(Object.fromEntries(found)).toEqual(named);
  });

  it('script: for every question → exactly one conversation, of two to six decisions', () => {
    for (const example of examples) {
      const found = conversationsOf(example);
      expect({ question: example.question, found: found.length }).toEqual({
        question: example.question,
        found: 1,
      });
      expect(found[0]!.turns.length).toBeGreaterThanOrEqual(2);
      expect(found[0]!.turns.length).toBeLessThanOrEqual(6);
    }
  });

  it('script: every call → a tool of the toolset', () => {
    const calls = script.conversations.flatMap(({ turns }) =>
      turns.flatMap((turn) => [turn, ...(turn.wrong ?? [])].flatMap((one) => one.calls)),
    );
    expect(calls.filter(({ tool }) => !(tool in GAIA_POLICY))).toEqual([]);
  });

  it('script: final answers → made of what tools returned, the truth is not written in them', () => {
    for (const example of examples) {
      const last = conversationsOf(example)[0]!.turns.at(-1)!;
      const parts = Array.isArray(last.text) ? last.text : [last.text];
      const written = parts.filter((part) => typeof part === 'string').join(' ');
      const afterMarker = written.slice(written.indexOf('FINAL ANSWER:'));
      for (const piece of example.groundTruth!.split(', ')) expect(afterMarker).not.toContain(piece);
      expect(parts.some((part) => typeof part === 'object')).toBe(true);
    }
  });

  it('script: turns → some with several calls, one whose first attempt fails', () => {
    const turns = script.conversations.flatMap((conversation) => conversation.turns);
    expect(turns.filter(({ calls }) => calls.length > 1).length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(turns)).toContain('import json, networkx');
  });

  it('web: its folder → every page is in the index, and only pages marked gone are missing', async () => {
    const { index, pages } = await readWeb(join(demoFolder(), 'web'));
    const files = readdirSync(join(demoFolder(), 'web')).filter((name) => name.endsWith('.html'));
    expect([...pages.keys()].sort()).toEqual(files.sort());
    expect(index.filter(({ page }) => !pages.has(page)).map(({ page }) => page)).toEqual([
      'ostrand-bridge-archive.html',
    ]);
  });
});
