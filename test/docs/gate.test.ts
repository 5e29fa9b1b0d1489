import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RefusalReason } from '../../contracts/speculation';
import { repoRoot } from './support/error-codes';

const page = readFileSync(path.join(repoRoot, 'docs/gate.md'), 'utf8');

describe('docs/gate.md', () => {
  it('reason codes: → each in one row of the table, and no other', () => {
    const table = /\n\| reason \|[^\n]*\n((?:\|[^\n]*\n)+)/.exec(page)?.[1] ?? '';
    const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name),
    );
    expect([...named].sort()).toEqual([...RefusalReason.options].sort());
  });
});
