import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, it } from '@jest/globals';
import { Trace } from '../../../contracts/trace';
import { traceJsonSchema } from '../../../learning/traces/json-schema';
import { trace } from './trace-files';

const file = path.join(__dirname, '..', '..', '..', 'docs', 'forerun.trace.schema.json');
const hint = 'run `npm run build`, then `node scripts/generate-config-docs.mjs`';

describe('docs/forerun.trace.schema.json', () => {
  const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  it('on disk: → what the schema makes', () => {
    expect({ hint, schema }).toEqual({ hint, schema: JSON.parse(JSON.stringify(traceJsonSchema())) });
  });

  it.each<[string, Record<string, unknown>]>([
    ['small', trace()],
    [
      'versioned',
      trace({
        schema: 'forerun-trace/1',
        success: 0.5,
        tools: [{ name: 'x', read_only: 'argument-dependent' }],
      }),
    ],
    ['with what nobody knows yet', trace({ category: 'new' })],
  ])('%s → accepted, by the reader too', (_name, line) => {
    expect(accepts(line)).toBe(true);
    expect(Trace.safeParse(line).success).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no messages', trace({ messages: [] })],
    ['another version', trace({ schema: 'forerun-trace/2' })],
    ['an unknown role', trace({ messages: [{ role: 'robot', content: 'x' }] })],
    ['no task', trace({ task_id: undefined })],
    ['a call without a name', trace({ messages: [{ role: 'assistant', tool_calls: [{ arguments: {} }] }] })],
  ])('%s → refused, by the reader too', (_name, line) => {
    const sent = JSON.parse(JSON.stringify(line)) as unknown;
    expect(accepts(sent)).toBe(false);
    expect(Trace.safeParse(sent).success).toBe(false);
  });
});
