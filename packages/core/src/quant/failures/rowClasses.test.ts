import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyRows } from './rowClasses.ts';

const WIDTH = 3;
const value = fc.constantFrom(-1, 0, 0.5, 1, 2, 1e300);
const rows = fc.array(fc.array(value, { minLength: WIDTH, maxLength: WIDTH }), { maxLength: 300 });

describe('classifyRows', () => {
  it('numbers rows in the order in which each came first', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const classes = classifyRows(WIDTH, 1_000);
        const different = [...new Set(list.map((row) => row.join()))];
        for (const row of list) expect(classes.classOf(Float64Array.from(row))).toBe(different.indexOf(row.join()));
        expect([...classes.rows()]).toEqual(different.flatMap((text) => text.split(',').map(Number)));
      }),
    );
  });

  it('knows those it has and takes no more than it may', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 9 }), (list, most) => {
        const classes = classifyRows(WIDTH, most);
        const kept = [...new Set(list.map((row) => row.join()))].slice(0, most);
        for (const row of list) expect(classes.classOf(Float64Array.from(row))).toBe(kept.indexOf(row.join()));
        expect(classes.rows().length).toBe(WIDTH * kept.length);
      }),
    );
  });

  it('tells the same whatever the caller does with its row afterwards', () => {
    const classes = classifyRows(1, 10);
    const row = Float64Array.of(1);
    classes.classOf(row);
    row[0] = 2;
    expect(classes.classOf(row)).toBe(1);
    expect([...classes.rows()]).toEqual([1, 2]);
  });
});
