import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import type { Tool } from '../contracts/tool';

const known = new WeakMap<object, ChatCompletionFunctionTool>();

/** The OpenAI function tool of one of our tools, made once a tool: JSON Schema of what the tool takes. */
export function toFunctionTool(
  tool: Pick<Tool, 'name' | 'description' | 'parameters'>,
): ChatCompletionFunctionTool {
  const made = known.get(tool) ?? makeFunctionTool(tool);
  known.set(tool, made);
  return made;
}

const makeFunctionTool = ({
  name,
  description,
  parameters,
}: Pick<Tool, 'name' | 'description' | 'parameters'>): ChatCompletionFunctionTool => ({
  type: 'function',
  function: { name, description, parameters: parameters.jsonSchema() },
});
