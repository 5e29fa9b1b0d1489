import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { Tool } from '../contracts/tool';

const known = new WeakMap<object, ChatCompletionFunctionTool>();

/** The OpenAI function tool of one of our tools, made once a tool: draft-7 JSON Schema of what the tool takes, defaults included. */
export function toFunctionTool(
  tool: Pick<Tool, 'name' | 'description' | 'parameters'>,
): ChatCompletionFunctionTool {
  const made = known.get(tool) ?? makeFunctionTool(tool);
  known.set(tool, made);
  return made;
}

function makeFunctionTool(
  tool: Pick<Tool, 'name' | 'description' | 'parameters'>,
): ChatCompletionFunctionTool {
  const { $schema: _schema, ...parameters } = z.toJSONSchema(tool.parameters, {
    io: 'input',
    target: 'draft-7',
  });
  return {
    type: 'function',
    function: {
      name: tool.name,
      description: tool.description,
      parameters: dropIntegerBounds({ ...parameters }) as Record<string, unknown>,
    },
  };
}

/** zod bounds every integer by what JavaScript holds; sixteen digits of prompt that tell a model nothing. */
function dropIntegerBounds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(dropIntegerBounds);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(isBound(key) && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER))
      .map(([key, value]) => [key, dropIntegerBounds(value)]),
  );
}

const isBound = (key: string): boolean => key === 'minimum' || key === 'maximum';
