import {
  all,
  create,
  type ConfigOptions,
  type FactoryFunctionMap,
  type MathJsInstance,
  type MathNode,
} from 'mathjs';

/**
 * What expressions may not call. The first group reads or rewrites the engine itself and is what mathjs's own
 * security page tells to switch off; the second gives another result each time, which a pure tool must not.
 */
const ENGINE_FUNCTIONS = [
  'import',
  'config',
  'createUnit',
  'evaluate',
  'parse',
  'parser',
  'compile',
  'chain',
  'typed',
  'simplify',
  'simplifyCore',
  'simplifyConstant',
  'rationalize',
  'derivative',
  'symbolicEqual',
  'resolve',
  'leafCount',
  'reviver',
  'replacer',
  'help',
];
const RANDOM_FUNCTIONS = ['random', 'randomInt', 'pickRandom', 'now'];

export interface LimitedMath {
  math: MathJsInstance;
  parse(expression: string): MathNode;
}

/** A mathjs of its own without those functions; own definitions in an expression (`f(x) = …`) stay possible. */
export function createLimitedMath(config: ConfigOptions): LimitedMath {
  const math = create(all as FactoryFunctionMap, config);
  // Expressions look names up here only, so the engine's own use of these functions stays intact.
  const visible = (math as unknown as { expression: { mathWithTransform: Record<string, unknown> } })
    .expression.mathWithTransform;
  for (const name of ENGINE_FUNCTIONS) visible[name] = refuse(`${name} is switched off in this tool`);
  for (const name of RANDOM_FUNCTIONS) {
    visible[name] = refuse(`${name} is switched off: this tool gives the same result every time`);
  }
  return { math, parse: (expression) => math.parse(expression) };
}

function refuse(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}
