import { describe, expect, test } from '@jest/globals';
import { ForerunError } from '../../../contracts/errors';
import { emptyContext, extend, type RunContext } from '../../../core/table/context';
import type { TableMessage } from '../../../core/table/message';
import { parseTable } from '../../../core/table/parse-table';
import { predict } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { TURN_FEATURES } from '../../../core/table/turn-features';
import { VALUE_FEATURES } from '../../../core/table/value-features';
import { RULE_KINDS, rankersWithout, withoutRules, type RuleKind } from '../../../learning/table/ablate';
import { scoreTrajectory } from '../../../learning/table/score';
import { ScoreSheet } from '../../../learning/table/score-sheet';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { archiveRun, libraryRun, unpredictableRun } from './support/made-up-runs';

const learned = Array.from({ length: 40 }, (_unused, task) => trainingRun(libraryRun(task)));
const model = train({ runs: learned });
const ready = readyModel(model);
const after = (messages: readonly TableMessage[]): RunContext =>
  messages.reduce((context, message) => extend(context, message), emptyContext());

describe('train', () => {
  const unseen = libraryRun(91);
  const guess = (messages: number) =>
    predict(ready, after(unseen.messages.slice(0, messages)), { topK: 3, tools: unseen.tools })[0];

  test('train: the user names an id → it is looked up, and the sentence says why', () => {
    expect(guess(1)).toMatchObject({
      turn: 'calls',
      calls: [{ tool: 'find_card', arguments: { card_id: 'card_4367' } }],
    });
    expect(guess(1)?.because).toBe('because the user said "card_4367"');
  });

  test('train: a list of another run is walked → its elements in turn, then words', () => {
    expect(guess(3)?.calls).toMatchObject([{ tool: 'find_loan', arguments: { loan_id: 'L-1110' } }]);
    expect(guess(3)?.because).toBe('because find_card returned loans[0]');
    expect(guess(5)?.calls).toMatchObject([{ tool: 'find_loan', arguments: { loan_id: 'L-1111' } }]);
    expect(guess(7)?.calls).toMatchObject([{ tool: 'find_loan', arguments: { loan_id: 'L-1112' } }]);
    expect(guess(9)?.turn).toBe('final');
  });

  test('train: search words in another order than the user said, and an empty argument → the same for new words', () => {
    const archive = readyModel(
      train({ runs: Array.from({ length: 40 }, (_unused, task) => trainingRun(archiveRun(task))) }),
    );
    const run = archiveRun(41);
    const said = after([
      { role: 'user', text: 'Please find the tower plans for island houses, will you?', calls: [] },
    ]);
    expect(predict(archive, said, { topK: 1, tools: run.tools })[0]?.calls).toMatchObject([
      { tool: 'search_plans', arguments: { query: 'island houses tower plans', box: '' } },
    ]);
  });

  test('train: on tasks never seen → exact and calibrated', () => {
    const sheet = new ScoreSheet(0.3);
    for (let task = 50; task < 70; task += 1) scoreTrajectory(ready, libraryRun(task), sheet, () => 0);
    const [score] = sheet.scores();
    expect(score?.exact1).toBeGreaterThan(0.95);
    expect(score?.precision).toBeGreaterThan(0.8);
    expect(score?.calibrationError).toBeLessThan(0.15);
  });

  test('train: the same runs → the same file', () => {
    expect(JSON.stringify(train({ runs: learned }))).toBe(JSON.stringify(model));
  });

  test('train: a run whose values come from nowhere → keeps silent about calls', () => {
    const random = Array.from({ length: 24 }, (_unused, task) => trainingRun(unpredictableRun(task)));
    const silent = readyModel(train({ runs: random }));
    const sheet = new ScoreSheet(0.3);
    for (let task = 40; task < 60; task += 1) scoreTrajectory(silent, unpredictableRun(task), sheet, () => 0);
    expect(sheet.scores()[0]?.fired).toBe(0);
  });

  test('train: a single run → a model all the same', () => {
    expect(train({ runs: learned.slice(0, 1) }).learned).toMatchObject({ trajectories: 1, tasks: 1 });
  });
});

describe('parseTable', () => {
  test('parseTable: a written model → the same guesses', () => {
    const back = readyModel(parseTable('m.json', JSON.stringify(model)));
    const context = after(libraryRun(77).messages.slice(0, 3));
    const options = { topK: 5, tools: libraryRun(77).tools };
    expect(predict(back, context, options)).toEqual(predict(ready, context, options));
  });

  test.each([
    ['{"schema":"forerun-table/9"}', 'table_model_version', 'm.json is of version "forerun-table/9"'],
    ['{"schema":"forerun-table/1"}', 'table_model_corrupt', 'm.json is no table of forerun-table/1'],
    ['{"schema":"forerun', 'table_model_corrupt', 'm.json is no JSON'],
  ])('parseTable: %s → %s', (text, code, message) => {
    const thrown = ((): unknown => {
      try {
        return parseTable('m.json', text);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(ForerunError);
    expect(thrown).toMatchObject({ code });
    expect((thrown as ForerunError).message).toContain(message);
  });
});

describe('parseTable, trees', () => {
  test('parseTable: a tree whose branch leads back to itself → table_model_corrupt, naming the steps', () => {
    const endless = { ...model, turns: { ...model.turns, trees: [[0, 0.5, 0, 0]] } };
    expect(() => parseTable('m.json', JSON.stringify(endless))).toThrow(/m\.json.*more than 10 steps/);
  });
});

describe('withoutRules', () => {
  test.each(Object.keys(RULE_KINDS) as RuleKind[])(
    'withoutRules: %s → still a model, with fewer rules or as many',
    (kind) => {
      const fewer = withoutRules(model, kind);
      expect(JSON.stringify(fewer).length).toBeLessThanOrEqual(JSON.stringify(model).length);
      expect(() => parseTable('m.json', JSON.stringify(fewer))).not.toThrow();
    },
  );

  test('withoutRules: results → nothing is copied from a field of a result', () => {
    const sources = Object.values(withoutRules(model, 'results').tools).flatMap(({ arguments: args }) =>
      Object.values(args).flatMap((argument) => argument.sources),
    );
    expect(sources.filter(([slot]) => slot.startsWith('r:'))).toEqual([]);
  });

  test('withoutRules: states → what results say counts for nothing in the choice of the next step', () => {
    const said = ({ actions }: typeof model): string[] =>
      Object.keys(actions.weights).filter((name) => name.startsWith('f '));
    expect(said(model)).toContain('f r:find_card:loans 3');
    expect(said(withoutRules(model, 'states'))).toEqual([]);
  });

  test('withoutRules: phrases, remembered → no source and no text of that kind is left', () => {
    const archive = train({
      runs: Array.from({ length: 40 }, (_unused, task) => trainingRun(archiveRun(task % 20))),
    });
    const argumentsOf = (kind?: RuleKind) =>
      Object.values((kind ? withoutRules(archive, kind) : archive).tools).flatMap(({ arguments: args }) =>
        Object.values(args),
      );
    const phrases = (kind?: RuleKind): unknown[] =>
      argumentsOf(kind).flatMap(({ sources }) =>
        sources.filter(([slot, via]) => /^u:w[rp]$/.test(slot) || via === 'dense' || via === 'turned'),
      );
    const remembered = (kind?: RuleKind): unknown[] =>
      argumentsOf(kind).flatMap((argument) => argument.remembered ?? []);
    expect(phrases().length).toBeGreaterThan(0);
    expect(phrases('phrases')).toEqual([]);
    expect(remembered().length).toBeGreaterThan(0);
    expect(remembered('remembered')).toEqual([]);
  });

  test.each(['course', 'neighbours', 'vocabulary', 'rarity'] as const)(
    'rankersWithout: %s → there are features that the forests may not ask for',
    (kind) => {
      const { values, turns } = rankersWithout(kind);
      const hidden = [...VALUE_FEATURES, ...TURN_FEATURES].filter(
        (name) => !values.only?.includes(name) && !turns.only?.includes(name),
      );
      expect(hidden.length).toBeGreaterThan(0);
    },
  );
});
