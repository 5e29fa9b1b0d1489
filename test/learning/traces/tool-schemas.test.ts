import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTrajectories } from '../../../learning/table/read-trajectories';
import { ToolSchemas } from '../../../learning/traces/tool-schemas';
import { temporaryFolder } from '../../support/temporary-folder';
import { trace } from './trace-files';

const parameters = {
  type: 'object',
  properties: { shelf: { type: 'string' }, name: { type: 'string' }, born: { type: 'string' } },
  required: ['name', 'born'],
};
const line = trace({ tools: [{ name: 'find_reader', read_only: true }], tools_ref: 'tools/library.json' });

describe('ToolSchemas', () => {
  it('the file that a trace names beside it → the tools with the arguments that they declare', async () => {
    const folder = temporaryFolder({
      'some.jsonl': JSON.stringify(line),
      'tools/library.json': { tools: [{ name: 'find_reader', parameters }, { name: 'broken' }, 7] },
    });
    for await (const { trajectory } of readTrajectories({ files: [join(folder, 'some.jsonl')] }))
      expect(trajectory.tools).toEqual([
        { name: 'find_reader', readOnly: true, arguments: ['born', 'name'], optional: ['shelf'] },
      ]);
    expect.assertions(1);
  });

  it.each(['', 'no JSON', '[]', '{"tools": 3}'])('no such file, or %j → nothing declared', async (text) => {
    const folder = temporaryFolder(text === '' ? {} : { 'tools/library.json': text });
    const schemas = await new ToolSchemas().of(join(folder, 'some.jsonl'), 'tools/library.json');
    expect(schemas.size).toBe(0);
  });
});
