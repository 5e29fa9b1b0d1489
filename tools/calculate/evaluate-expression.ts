import type { BlockNode, MathNode } from 'mathjs';
import { createLimitedMath, type LimitedMath } from './limited-math';
import { formatResult } from './format-result';

export interface EvaluateInput {
  expression: string;
  maxChars: number;
}

export interface EvaluateOutput {
  text: string;
  truncated: boolean;
}

/** Digits of the decimal engine: enough for exact integers, or fewer where functions are costly in digits. */
const EXACT_DIGITS = 400;
const ANALYTIC_DIGITS = 64;
/** Functions whose cost grows steeply with the digits asked for. */
const ANALYTIC =
  /^(a?(sin|cos|tan|cot|sec|csc)h?|atan2|exp|expm1?|log(2|10|1p)?|pow|cbrt|nthRoots?|gamma|lgamma|zeta|erf|sqrtm|eigs|std|hypot|e|pi|tau|phi)$/;

const engines = new Map<number | 'double', LimitedMath>();

function engine(digits: number | 'double'): LimitedMath {
  const known = engines.get(digits);
  if (known) return known;
  const made = createLimitedMath(
    digits === 'double' ? { number: 'number' } : { number: 'BigNumber', precision: digits },
  );
  engines.set(digits, made);
  return made;
}

/**
 * Entry of the calculator's worker. Decimal numbers first, so that `0.1 + 0.2` is 0.3 and integers are exact
 * up to 400 digits; doubles where a function knows no decimals. Throws what mathjs throws, in the engine's words.
 */
export function run({ expression, maxChars }: EvaluateInput): EvaluateOutput {
  const tree = engine('double').parse(expression);
  const analytic = isAnalytic(tree);
  let text: string;
  try {
    text = evaluate(expression, engine(analytic ? ANALYTIC_DIGITS : EXACT_DIGITS), analytic);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(error);
    text = evaluate(expression, engine('double'), analytic);
  }
  return text.length > maxChars
    ? { text: text.slice(0, maxChars), truncated: true }
    : { text, truncated: false };
}

function evaluate(expression: string, { math, parse }: LimitedMath, analytic: boolean): string {
  const tree = parse(expression);
  const scope = new Map<string, unknown>();
  const statements = isBlock(tree) ? tree.blocks : [{ node: tree, visible: true }];
  const results: { source: string; shown: string }[] = [];
  for (const { node, visible } of statements) {
    const value: unknown = node.compile().evaluate(scope);
    if (visible) results.push({ source: node.toString(), shown: formatResult(math, value, analytic) });
  }
  if (results.length === 0) return 'Done; end a line without `;` to see its value.';
  if (statements.length === 1) return results[0]!.shown;
  return results
    .map(({ source, shown }) => (source.endsWith(`= ${shown}`) ? source : `${source} = ${shown}`))
    .join('\n');
}

function isBlock(node: MathNode): node is BlockNode {
  return node.type === 'BlockNode';
}

function isAnalytic(tree: MathNode): boolean {
  let found = false;
  tree.traverse((node) => {
    if (node.type === 'SymbolNode' && ANALYTIC.test((node as MathNode & { name: string }).name)) found = true;
    if (node.type === 'OperatorNode' && hasBrokenExponent(node)) found = true;
  });
  return found;
}

/** `x ^ 0.5` goes through a logarithm; `x ^ 300` is multiplication. */
function hasBrokenExponent(node: MathNode): boolean {
  const { fn, args } = node as unknown as { fn: string; args: (MathNode & { value?: unknown })[] };
  if (fn !== 'pow' && fn !== 'dotPow') return false;
  const exponent = args[1];
  return !(exponent?.type === 'ConstantNode' && Number.isInteger(Number(exponent.value)));
}

function tooLarge(error: RangeError): Error {
  return Object.assign(new Error(error.message), { code: 'too_large' });
}
