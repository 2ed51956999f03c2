/** Order of ids by UTF-16 code unit: the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Larger first. */
export const compareDown = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0);
