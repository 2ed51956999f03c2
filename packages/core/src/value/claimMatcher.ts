import { add, max, min, mulWadUp, rawToWadDown, sub, ZERO_WAD, type Wad } from '../units/amounts.ts';
import type { AssetPrice, SheetLine } from '../records/sheet.ts';

/** Values a claim of so many whole tokens (WAD) of an asset; null when the asset has no price. */
export type ClaimValuer = (assetId: string, tokensWad: Wad) => Wad | null;

/**
 * Values claims payable in an asset. What we hold of it covers claims at the very value it has as an asset, so
 * that a dollar coin owed against the same coin held is neither a gain nor a short, to the last digit; the rest
 * is taken at the high side, rounded up, because it would have to be bought. What covers one claim cannot cover
 * the next: the valuer remembers, so each claim is valued once. Encumbered and duplicate lines cover nothing.
 */
export function matchClaims(lines: readonly SheetLine[], prices: readonly AssetPrice[]): ClaimValuer {
  const covers = lines.flatMap((line) => coverOf(line) ?? []);
  return (assetId, tokensWad) => {
    const price = prices.find((item) => item.assetId === assetId);
    let [left, value]: [Wad, Wad] = [tokensWad, ZERO_WAD];
    if (left === 0n) return value;
    if (price?.markWad == null || price.highWad === null) return null;
    for (const cover of covers) {
      if (cover.assetId !== assetId) continue;
      const taken = min(left, sub(cover.tokensWad, cover.usedWad));
      value = add(value, sub(worthOf(cover, add(cover.usedWad, taken)), worthOf(cover, cover.usedWad)));
      cover.usedWad = add(cover.usedWad, taken);
      left = sub(left, taken);
    }
    return add(value, mulWadUp(left, max(price.highWad, price.markWad)));
  };
}

interface Cover {
  readonly assetId: string;
  readonly tokensWad: Wad;
  readonly valueWad: Wad;
  readonly markWad: Wad;
  usedWad: Wad;
}

const UNUSABLE = ['ENCUMBERED', 'DUPLICATE_CLAIM', 'OWN_LIABILITY'];

function coverOf(line: SheetLine): Cover | null {
  if (line.amountRaw === null || line.valueWad === null || line.markWad === null) return null;
  if (line.flags.some((flag) => UNUSABLE.includes(flag))) return null;
  const tokensWad = rawToWadDown(line.amountRaw, line.decimals);
  return { assetId: line.assetId, tokensWad, valueWad: line.valueWad, markWad: line.markWad, usedWad: ZERO_WAD };
}

/** Value of the first tokens of a line: rounded up inside it, and exactly the line's value at its end. */
const worthOf = (cover: Cover, tokensWad: Wad): Wad =>
  tokensWad === cover.tokensWad ? cover.valueWad : min(cover.valueWad, mulWadUp(tokensWad, cover.markWad));
