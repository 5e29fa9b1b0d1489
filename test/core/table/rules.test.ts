import { describe, expect, test } from '@jest/globals';
import { aliasesIn } from '../../../core/table/aliases';
import { emptyContext, extend, type RunContext } from '../../../core/table/context';
import { listText, listViaOf } from '../../../core/table/lists';
import type { TableMessage } from '../../../core/table/message';
import { predict } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { shapeOf } from '../../../core/table/shape';
import { spansOf } from '../../../core/table/spans';
import { transform, viaOf } from '../../../core/table/transforms';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { crossingRun, ferryRun, legsOf } from '../../learning/table/support/ferry-runs';

const fold = (messages: readonly TableMessage[], actor?: string): RunContext =>
  messages.reduce((context, next) => extend(context, next), emptyContext(actor));

describe('days', () => {
  test('a day near another one → so many days later, over the ends of months', () => {
    expect(viaOf('2024-05-31', '2024-06-01', undefined)).toBe('days:1');
    expect(viaOf('2024-03-01', '2024-02-28', undefined)).toBe('days:-2');
    expect(transform('days:1', '2024-02-28', undefined)).toBe('2024-02-29');
  });

  test('days far apart, and what is no day → no rule', () => {
    expect(viaOf('2024-05-01', '2024-05-09', undefined)).toBeUndefined();
    expect(viaOf('2024-13-40', '2024-05-09', undefined)).toBeUndefined();
    expect(transform('days:1', '2024-02-31x', undefined)).toBeUndefined();
    expect(transform('days:1', '9999-99-99', undefined)).toBeUndefined();
  });

  test('a day without a year: the usual year where the run has named none, else its own', () => {
    expect(viaOf('05-24', '2024-05-24', undefined)).toBe('year:2024');
    expect(viaOf('05-24', '2023-05-24', '2023')).toBe('year');
    expect(transform('year:2024', '05-24', undefined)).toBe('2024-05-24');
    expect(transform('year:2024', '05-24', '2023')).toBeUndefined();
  });

  test('a date with typographic hyphens is a date', () => {
    expect(spansOf('on 2024‑05‑20 please', 9).map(({ text }) => text)).toContain('2024-05-20');
  });

  test.each(['my user ID—ann_lee_1234.', 'ann_lee_1234→Ann', '• ann_lee_1234…'])(
    'an id beside a long dash, an arrow or points stands by itself: %s',
    (text) => {
      expect(spansOf(text, 9).map((span) => span.text)).toContain('ann_lee_1234');
    },
  );
});

describe('names', () => {
  const kinds = (text: string) => new Map(spansOf(text, 20).map((span) => [span.text, span.kind]));

  test('a capitalised word that begins a sentence is told apart from one within it', () => {
    const found = kinds('Perform this. Ask Emma first!\nPlease write to Hull? Bring Rouen.');
    for (const first of ['Perform', 'Ask', 'Please', 'Bring'])
      expect([first, found.get(first)]).toEqual([first, 'Aa.']);
    for (const name of ['Emma', 'Hull', 'Rouen']) expect([name, found.get(name)]).toEqual([name, 'Aa']);
  });

  test('a name of two words is one wherever it stands', () => {
    expect(kinds('Emma Hull wrote.').get('Emma Hull')).toBe('Aa Aa');
  });
});

describe('lists', () => {
  test('a total, and texts joined → the rule that makes them', () => {
    expect(listViaOf(['105', '102.5'], '207.5')).toBe('sum');
    expect(listText('sum', ['0.1', '0.2'])).toBe('0.3');
    const via = listViaOf(['158', '161'], '(158 + 161) * 3');
    expect(via).toBe('join:(\n + \n) * 3');
    expect(listText(via ?? '', ['7', '8', '9'])).toBe('(7 + 8 + 9) * 3');
  });

  test('one value, other values, too much around → no rule', () => {
    expect(listViaOf(['5'], '5')).toBeUndefined();
    expect(listViaOf(['5', '6'], '5 + 7')).toBeUndefined();
    expect(listViaOf(['5', '6'], '5, 6 and much else besides')).toBeUndefined();
    expect(listText('sum', ['5', 'x'])).toBeUndefined();
    expect(listText('join:', ['5', '6'])).toBe('56');
  });
});

test('codes behind names are read as what the names stand for', () => {
  expect(aliasesIn('From **New York (JFK)** to Boston (BOS), in business (best) class (A)')).toEqual([
    ['new york', 'JFK'],
    ['boston', 'BOS'],
  ]);
});

test('an id that happens to have letters alone has the shape of its like', () => {
  expect(shapeOf('IFOYYZ')).toBe(shapeOf('NQNU5R'));
  expect(shapeOf('JFK')).not.toBe(shapeOf('JF5'));
});

describe('calls of several arguments', () => {
  const model = readyModel(
    train({ runs: Array.from({ length: 12 }, (_unused, task) => trainingRun(ferryRun(task))) }),
  );
  const { tools, messages } = ferryRun(20);
  const guess = (count: number) =>
    predict(model, fold(messages.slice(0, count), 'clerk'), { topK: 6, tools });
  const [one, two] = legsOf(20);
  const ferry = ({ from, to, day }: { from: string; to: string; day: string }) => ({ from, to, day });

  test('take their arguments from one record, and the next record after it', () => {
    expect(guess(3)[0]?.calls[0]).toMatchObject({ tool: 'find_ferry', arguments: ferry(one as never) });
    expect(guess(5)[0]?.calls[0]).toMatchObject({ tool: 'find_ferry', arguments: ferry(two as never) });
  });

  test('never have one value twice where they never had', () => {
    for (const count of [3, 5, 7])
      for (const { calls } of guess(count))
        for (const { arguments: args } of calls) if ('from' in args) expect(args.from).not.toBe(args.to);
  });

  test('an expression over a list is put together from its values', () => {
    const texts = guess(9).flatMap(({ calls }) => calls.map((call) => call.arguments));
    expect(texts).toContainEqual({
      sum: legsOf(20)
        .map(({ fare }) => fare)
        .join(' + '),
    });
  });
});

test('what a name stands for is known from other tasks', () => {
  const model = readyModel(
    train({ runs: Array.from({ length: 18 }, (_unused, task) => trainingRun(crossingRun(task))) }),
  );
  const { tools, messages } = crossingRun(31);
  const [best] = predict(model, fold(messages.slice(0, 1), 'clerk'), { topK: 3, tools });
  expect(best?.calls[0]?.arguments).toEqual(messages[1]?.calls[0]?.arguments);
  expect(best?.because).toMatch(/^because /);
});
