import { describe, expect, it } from '@jest/globals';
import type { ToolOutcome } from '../../../contracts/tool';
import { createCalculate } from '../../../tools/calculate/calculate';
import { toolContext } from '../tool-context';

const tool = createCalculate();

function calculate(expression: string, over: Parameters<typeof toolContext>[0] = {}): Promise<ToolOutcome> {
  return tool.execute({ arguments: { expression }, context: toolContext(over) });
}

async function text(expression: string): Promise<string> {
  const outcome = await calculate(expression);
  return outcome.ok ? outcome.text : `${outcome.code}: ${outcome.message}`;
}

describe('calculate: values', () => {
  it.each([
    ['sqrt(16)', '4'],
    ['0.1 + 0.2', '0.3'],
    ['1/3', '0.333333333333333'],
    ['2^200', '1606938044258990275541962092341162602522202993782792835301376'],
    ['mod(7^300, 1000)', '1'],
    ['factorial(25)', '15511210043330985984000000'],
    ['factorial(1000)', '4.02387260077094e+2567'],
    ['20% * 85', '17'],
    ['50 + 20%', '60'],
    ['5 inch to cm', '12.7 cm'],
    ['90 km/h to m/s', '25 m / s'],
    ['32 degF to degC', '0 degC'],
    ['fraction(1,3) + fraction(1,6)', '1/2'],
    ['sqrt(-4)', '2i'],
    ['sin(pi)', '0'],
    ['cos(45 deg)', '0.707106781186548'],
    ['log(8, 2)', '3'],
    ['2^0.5', '1.4142135623731'],
    ['erf(0.5)', '0.520499877813047'],
    ['mean([3, 5, 8, 4])', '5'],
    ['std([1, 2, 3, 4])', '1.29099444873581'],
    ['inv([1, 2; 3, 4])', '[[-2, 1], [1.5, -0.5]]'],
    ['combinations(50, 25)', '126410606437752'],
    ['0xff + 0b11', '258'],
    ['5 > 3 and 2 == 2', 'true'],
    ['1/0', 'Infinity'],
    ['1234567.891 * 1000', '1234567891'],
    ['1e-20 * 3', '3e-20'],
  ])('%s → %s', async (expression, expected) => {
    expect(await text(expression)).toBe(expected);
  });

  it('several lines: assignments and functions → each visible line with its value', async () => {
    expect(await text('r = 3\nf(x) = x^2; \narea = pi * f(r)')).toBe(
      'r = 3\narea = pi * f(r) = 28.2743338823081',
    );
  });

  it('two calls: a variable of the first → unknown to the second', async () => {
    await calculate('leaked = 5');
    expect(await calculate('leaked + 1')).toMatchObject({ ok: false, code: 'invalid_expression' });
  });

  it('Python’s power and module prefix → accepted, and said', async () => {
    expect(await text('math.sqrt(2**4)')).toBe('4\n(`**` was read as `^` (power).)\n(`math.` was left out.)');
    expect(await text('6 × 7 − 2')).toBe('40');
  });

  it('a result longer than maxChars → cut, and said', async () => {
    const outcome = await calculate('1:2000', { maxChars: 100 });
    expect(outcome).toMatchObject({ ok: true, truncated: true });
    expect(outcome.ok && outcome.text.slice(100)).toContain('cut here');
  });
});

describe('calculate: limits', () => {
  it.each(['ones(3e4, 3e4)', 'zeros(1e9)', '1:1e9', 'resize([1], [300000000])', 'identity(20000)'])(
    '%s → too much memory, a typed outcome, and the next call works',
    async (expression) => {
      const outcome = await calculate(expression);
      expect(outcome).toMatchObject({ ok: false, retryable: false });
      expect(!outcome.ok && outcome.code).toMatch(/^(too_large|memory_limit|deadline)$/);
      expect(await text('1 + 1')).toBe('2');
    },
  );

  it('endless recursion → a typed outcome', async () => {
    expect(await calculate('f(n) = f(n + 1)\nf(1)')).toMatchObject({ ok: false, code: 'too_large' });
  });

  it('a calculation without end → stopped at the deadline', async () => {
    const outcome = await calculate('f(n) = n < 2 ? n : f(n - 1) + f(n - 2)\nf(60)');
    expect(outcome).toMatchObject({ ok: false, code: 'deadline', retryable: false });
  });

  it('cancellation → the outcome says so', async () => {
    const abort = new AbortController();
    const running = calculate('f(n) = n < 2 ? n : f(n - 1) + f(n - 2)\nf(60)', { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect(await running).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it.each([
    'import({a: 1})',
    'createUnit("foo")',
    'evaluate("1+1")',
    'parse("x")',
    'parser()',
    'compile("1")',
    'simplify("x + x")',
    'derivative("x^2", "x")',
    'config({number: "number"})',
    'chain(3)',
    'random()',
    'randomInt(1, 9)',
    'pickRandom([1, 2])',
    'now()',
  ])('%s → switched off', async (expression) => {
    expect(await text(expression)).toMatch(/^invalid_expression: .*switched off/);
  });

  it.each([
    'f = cos.constructor\nf("return process")',
    'f = {}.constructor.constructor\nf("return 1")',
    '"a".constructor',
    'f(x) = x; f.constructor',
    '[].map.constructor',
    'map([1], cos).constructor("x")',
  ])('%s → no way to JavaScript', async (expression) => {
    expect(await text(expression)).toMatch(/^invalid_expression: .*(No access|Cannot access|Undefined)/i);
  });
});

describe('calculate: what models get wrong', () => {
  it.each([
    ['10 // 3', 'floor(a / b)'],
    ['1,234,567 * 2', 'thousands separators'],
    ['20% of 50', '20% * 50'],
    ['$5 + 3', 'currency'],
    ['[x for x in range(3)]', 'code_exec'],
    ['foo + 1', 'Assign it first'],
    ['2 +', 'Unexpected end of expression'],
  ])('%s → invalid_expression with the remedy', async (expression, remedy) => {
    const outcome = await calculate(expression);
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_expression' });
    expect(!outcome.ok && outcome.message).toContain(remedy);
  });
});
