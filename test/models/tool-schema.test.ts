import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toFunctionTool } from '../../models/tool-schema';
import { zodParameters } from '../../tools/parameters/zod-parameters';

describe('tool schema', () => {
  it('a tool → its function, with descriptions and defaults, without noise', () => {
    const parameters = z.object({
      query: z.string().describe('What to look for'),
      limit: z.number().int().min(1).default(5),
      minimum: z.array(z.number().int()).optional(),
    });
    const made = toFunctionTool({
      name: 'web_search',
      description: 'Searches.',
      parameters: zodParameters(parameters),
    });
    expect(JSON.parse(JSON.stringify(made))).toEqual({
      type: 'function',
      function: {
        name: 'web_search',
        description: 'Searches.',
        parameters: {
          type: 'object',
          properties: {
            query: { type: 'string', description: 'What to look for' },
            limit: { type: 'integer', minimum: 1, default: 5 },
            minimum: { type: 'array', items: { type: 'integer' } },
          },
          required: ['query'],
        },
      },
    });
  });
});
