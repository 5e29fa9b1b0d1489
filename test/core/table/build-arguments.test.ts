import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allBuildable, buildArguments, textOfCall } from '../../../core/table/build-arguments';
import { callText } from '../../../core/table/canonical-value';
import type { ValueCandidate } from '../../../core/table/values';

const candidate = (text: string) => ({ text }) as ValueCandidate;
const model = (string: number, number: number, boolean: number) => ({
  count: 1,
  types: { string, number, boolean },
  sources: [],
  shapes: new Map(),
  constants: [],
  remembered: [],
  habits: new Map(),
  foreign: [],
  before: new Map(),
});

describe('textOfCall', () => {
  const name = fc.constantFrom(
    'a',
    'b',
    'a b',
    'Z',
    'é',
    '7',
    '12',
    '__proto__',
    'to[]',
    '"q"',
    'in.a',
    'in.b[]',
    'l[].x',
    'l[]',
    'in',
    '<value 0>',
  );
  const text = fc.oneof(fc.string(), fc.constantFrom('true', '12', '1.50', '-0', '1e999', ' x ', '"', 'ä\n'));
  const types = fc.constantFrom(model(1, 0, 0), model(0, 1, 0), model(0, 0, 1), undefined);

  test('textOfCall: any buildable paths and values → the text of the call that is built from them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, text, types), { selector: ([path]) => path, maxLength: 6 }),
        (args) => {
          const paths = args.map(([path]) => path);
          fc.pre(allBuildable(paths));
          const values = args.map(([, value]) => candidate(value));
          const models = args.map(([, , own]) => own);
          const built = buildArguments(paths, values, models);
          expect(built).toBeDefined();
          expect(textOfCall('tool', paths, values, models)).toBe(callText('tool', built ?? {}));
          expect(textOfCall('tool', paths, values, models)).toBe(callText('tool', built ?? {}));
        },
      ),
    );
  });
});
