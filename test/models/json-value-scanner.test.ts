import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonValueScanner } from '../../models/json-value-scanner';

/** Cuts a text at arbitrary places. */
const pieces = (text: string, cuts: number[]): string[] => {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (one, other) => one - other,
  );
  return places.slice(1).map((end, index) => text.slice(places[index], end));
};

const closable = fc
  .oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()), fc.string())
  .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2)));

describe('json value scanner', () => {
  it('any object, list or string in any pieces, anything behind it → closes exactly at its end', () => {
    fc.assert(
      fc.property(closable, fc.string(), fc.array(fc.nat()), (json, behind, cuts) => {
        const scanner = new JsonValueScanner();
        for (const piece of pieces(json + behind, cuts)) scanner.push(piece);
        expect(scanner.closedAt).toBe(json.length);
      }),
    );
  });

  it('any proper beginning of a value → stays open', () => {
    fc.assert(
      fc.property(closable, fc.nat(), (json, cut) => {
        expect(new JsonValueScanner().push(json.slice(0, cut % json.length))).toBeUndefined();
      }),
    );
  });

  it('any text at all → never throws, and once closed stays where it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'a', ' ') })),
        (texts) => {
          const scanner = new JsonValueScanner();
          let closed: number | undefined;
          for (const text of texts) {
            const now = scanner.push(text);
            if (closed !== undefined) expect(now).toBe(closed);
            closed = now;
          }
        },
      ),
    );
  });

  it.each(['12', 'true', 'null', '   ', ''])('bare %j → never closes', (text) => {
    expect(new JsonValueScanner().push(text)).toBeUndefined();
  });

  it('white space before the value → counted', () => {
    expect(new JsonValueScanner().push('  {"a":"}"} ')).toBe(11);
  });
});
