import { LineCounter, parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { locateYaml, placeAt } from './locateYaml.ts';

const TEXT = 'name: harbor\nassets:\n  - id: usdc\n    states:\n      iffy: 1%\n  - id: dai\n';
const lines = new LineCounter();
const locator = locateYaml(parseDocument(TEXT, { lineCounter: lines, schema: 'failsafe' }), lines);

describe('locateYaml', () => {
  it.each([
    ['a plain value', ['name'], 1, 7],
    ['a mapping, by its key', ['assets', 0, 'states'], 4, 5],
    ['a value inside a list', ['assets', 1, 'id'], 6, 9],
    ['an item of a list', ['assets', 1], 6, 5],
    ['a key that is missing, by what should hold it', ['assets', 0, 'states', 'sound'], 4, 5],
    ['the whole', [], 1, 1],
  ])('finds %s', (_name, path, line, column) => {
    expect(locator.placeOf(path)).toEqual({ line, column });
  });
  it('finds keys, and says what is not there', () => {
    expect(locator.keyPlaceOf(['assets', 0, 'states', 'iffy'])).toEqual({ line: 5, column: 7 });
    expect([locator.has(['assets', 1, 'id']), locator.has(['assets', 2]), locator.has(['name', 'x'])]).toEqual([
      true,
      false,
      false,
    ]);
    expect(placeAt(new LineCounter(), 0)).toEqual({ line: 1, column: 1 });
  });
});
