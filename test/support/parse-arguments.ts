import type { ToolParameters } from '../../contracts/tool';

/** A tool's arguments as its parameters read them; throws what a model would be told. */
export function parseArguments<A>(parameters: ToolParameters<A>, args: unknown): A {
  const parsed = parameters.parse(args);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.arguments;
}
