// One idea: many rows of numbers of which most are like an earlier one, numbered by what they hold.

/** Numbers rows by what they hold. */
export interface RowClasses {
  /** The number of the row among the different ones, or −1 where it is one too many. Minus zero is not zero here. */
  readonly classOf: (row: Float64Array) => number;
  /** The different rows, one after the other. */
  readonly rows: () => Float64Array;
}

/** Bits of a double are mixed by a multiplier of golden ratio (Knuth, 1973, 6.4). */
const MIXER = 0x9e3779b1;
const FIRST_ROWS = 16;

/** Fresh classes of rows of `width` numbers, `most` different ones at most. */
export function classifyRows(width: number, most: number): RowClasses {
  const given = new Float64Array(width);
  const bits = new Int32Array(given.buffer);
  let kept = new Float64Array(FIRST_ROWS * width);
  let keptBits = new Int32Array(kept.buffer);
  let used = 0;
  // At most half full, so that a search ends soon.
  let slots = 1;
  while (slots < 2 * most) slots *= 2;
  const table = new Int32Array(slots).fill(-1);

  const isAlike = (at: number): boolean => {
    const from = at * 2 * width;
    for (let i = 0; i < bits.length; i += 1) if (keptBits[from + i] !== bits[i]) return false;
    return true;
  };
  const keep = (): number => {
    if ((used + 1) * width > kept.length) {
      const wider = new Float64Array(2 * kept.length);
      wider.set(kept);
      [kept, keptBits] = [wider, new Int32Array(wider.buffer)];
    }
    kept.set(given, used * width);
    used += 1;
    return used - 1;
  };
  return {
    classOf: (row) => {
      given.set(row);
      let mixed = 0;
      for (let i = 0; i < bits.length; i += 1) {
        mixed = Math.imul(mixed ^ (bits[i] as number), MIXER);
        mixed ^= mixed >>> 15;
      }
      let slot = mixed & (slots - 1);
      for (;;) {
        const found = table[slot] as number;
        if (found < 0) break;
        if (isAlike(found)) return found;
        slot = (slot + 1) & (slots - 1);
      }
      if (used >= most) return -1;
      return (table[slot] = keep());
    },
    rows: () => kept.slice(0, used * width),
  };
}
