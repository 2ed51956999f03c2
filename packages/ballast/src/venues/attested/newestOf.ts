/** What decides between two signed records of one thing. */
interface Signed {
  readonly asOfSeconds: number;
  readonly isDualApproved: boolean;
}

/**
 * The newest of the records under each key. An approved record stands before one that is not, whatever its time: nobody
 * unseats a signed number by a file. Two of the same standing and time that do not say the same stand for nothing. Pure.
 */
export function newestOf<Item extends Signed>(
  records: readonly Item[],
  keyOf: (record: Item) => string,
  isSame: (a: Item, b: Item) => boolean,
): { readonly records: readonly Item[]; readonly disputed: readonly string[] } {
  const kept = new Map<string, Item>();
  const disputed = new Set<string>();
  for (const record of records) {
    const key = keyOf(record);
    const other = kept.get(key);
    if (other === undefined || outranks(record, other)) {
      kept.set(key, record);
      disputed.delete(key);
    } else if (!outranks(other, record) && !isSame(other, record)) disputed.add(key);
  }
  return {
    records: [...kept].flatMap(([key, record]) => (disputed.has(key) ? [] : [record])),
    disputed: [...disputed],
  };
}

const outranks = (a: Signed, b: Signed): boolean =>
  a.isDualApproved === b.isDualApproved ? a.asOfSeconds > b.asOfSeconds : a.isDualApproved;
