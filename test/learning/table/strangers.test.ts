import { describe, expect, test } from '@jest/globals';
import { emptyContext, extend } from '../../../core/table/context';
import { isDecided, kinLikeness, kinOf, kinShapes } from '../../../core/table/kin';
import { predict } from '../../../core/table/predict';
import { readyModel } from '../../../core/table/ready-model';
import { byRegistry } from '../../../learning/table/registries';
import { Strangers } from '../../../learning/table/strangers';
import { train } from '../../../learning/table/train';
import { trainingRun } from '../../../learning/table/training-run';
import { archiveRun, libraryRun } from './support/made-up-runs';

/** Runs with the arguments that their tools declare. */
const runs = Array.from({ length: 80 }, (_unused, at) => {
  const run = at % 2 === 0 ? libraryRun(at) : archiveRun(at);
  const declares: Record<string, string> = {
    find_card: 'card_id',
    find_loan: 'loan_id',
    renew_loan: 'loan_id',
  };
  const tools = run.tools.map((tool) => ({
    ...tool,
    arguments: tool.name in declares ? [declares[tool.name] as string] : ['query', 'box'],
  }));
  return trainingRun({ ...run, tools });
});
const model = train({ runs });

describe('tools never seen', () => {
  test('the user names a thing → the tool that reads and takes such a thing, with it', () => {
    const tools = [
      { name: 'paint_boat', readOnly: false, arguments: ['boat_id', 'colour'] },
      { name: 'find_boat', readOnly: true, arguments: ['boat_id'] },
      { name: 'sink_boat', readOnly: false, arguments: ['boat_id'] },
    ];
    const said = extend(emptyContext(), {
      role: 'user',
      text: 'Good day, my boat is boat_7712. Is she afloat?',
      calls: [],
    });
    const [first] = predict(readyModel(model), said, { topK: 3, tools }).filter(
      ({ turn }) => turn === 'calls',
    );
    expect(first?.calls).toMatchObject([{ tool: 'find_boat', arguments: { boat_id: 'boat_7712' } }]);
  });

  test('Strangers: a run sees nothing of its own tools, and what the others taught', () => {
    const view = new Strangers(byRegistry(runs, ({ observed }) => observed.tools)).viewsOf(model);
    const library = view(runs[0] as (typeof runs)[0]);
    expect([...library.tools.keys()]).toEqual(['search_plans']);
    expect(library.classes.has('find_card')).toBe(false);
    expect([...library.weights.placeOf.keys()].some((name) => name.includes('find_card'))).toBe(false);
    expect(library.names.has('w card')).toBe(false);
    expect(library.names.size).toBeGreaterThan(0);
    expect(view(runs[2] as (typeof runs)[0])).toBe(library);
  });
});

describe('kinShapes', () => {
  test('an argument whose name ends like known ones → the shapes of their values', () => {
    const kin = kinOf(model.tools);
    expect(kinShapes(kin, 'boat_id').get('a_9:4')).toBeGreaterThan(0.3);
    expect(kinShapes(kin, 'boat.colour').size).toBe(0);
  });
});

/** Tools of which each has one argument. */
const toolsWith = (paths: readonly string[], shape: string) =>
  Object.fromEntries(
    paths.map((path) => {
      const argument = {
        count: 10,
        types: { string: 10, number: 0, boolean: 0 },
        sources: [],
        shapes: [[shape, 10]] as [string, number][],
        constants: [],
        before: [],
      };
      const tool = { count: 10, signatures: [], arguments: { [path]: argument }, pairs: [], walks: [] };
      return [`get_by_${path}`, tool];
    }),
  );

describe('kinLikeness', () => {
  const kin = kinOf({
    ...toolsWith(['user_id', 'order_id', 'item_id'], '9:4'),
    ...toolsWith(['email', 'user_email'], 'email'),
  });

  test('a word that ends many names says little by itself', () => {
    const likeness = kinLikeness(kin, 'boat_id');
    expect(likeness('boat_id')).toBe(1);
    expect(likeness('boats')).toBeGreaterThan(0.7);
    expect(likeness('id')).toBeLessThan(0.4);
    expect(likeness('crew_id')).toBeLessThan(0.4);
  });

  test('isDecided: several arguments that end alike are of one form → yes; ids, or no such name → no', () => {
    expect(isDecided(kin, 'owner_email')).toBe(true);
    expect(isDecided(kin, 'boat_id')).toBe(false);
    expect(isDecided(kin, 'colour')).toBe(false);
  });
});
