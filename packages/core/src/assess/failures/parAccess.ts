import { sub } from '../../units/amounts.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BalanceSheet, LadderRung, RedeemedCash } from '../../records/sheet.ts';
import { columnOf, FIXED, type Stake } from './failureBook.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** The widened form of a matrix, by which columns it was given: matrices are immutable, and a reserve asks for the same ones each cycle. */
const WIDENED = new WeakMap<ScenarioMatrix, { readonly added: string; readonly matrix: ScenarioMatrix }>();

type Redeemed = Pick<RedeemedCash, 'assetId' | 'drawnAs'>;

/** The column of cash that is there only while an asset can be redeemed: nothing on days on which its par is shut. */
const paidColumn = ({ assetId, drawnAs }: Redeemed): string => `paid:${assetId}:${drawnAs}`;

/** The column of cash that a sale in the redemption's stead leaves. */
const soldColumn = ({ assetId, drawnAs }: Redeemed): string => `sold:${assetId}:${drawnAs}`;

/**
 * A matrix with what redeemed cash counts on each path-day, as columns of their own, so that a book stays a linear
 * function of ratios. `paid`: the ratio of what is drawn, and nothing while par is shut. `sold`: the same ratio, and
 * while par is shut that of the asset itself where it is lower. Never above the column it stands for: shut days only
 * take. A matrix that knows no shut days, as of history, is itself; another is the same one again for the same columns,
 * in memory of the kind it came in. Pure but for remembering that.
 */
export function withParAccess(
  matrix: ScenarioMatrix,
  { sheet, policy }: { readonly sheet: BalanceSheet; readonly policy: Policy },
): ScenarioMatrix {
  const { assetIds, paths, days, ratios, shut = [] } = matrix;
  const pairs = new Map(sheet.ladder.flatMap(({ redeemed = [] }) => redeemed.map((item) => [paidColumn(item), item])));
  const added = [...pairs.values()].flatMap((item) => {
    const closed = shut.find(({ assetId }) => assetId === item.assetId);
    const from = columnOf(item.drawnAs, policy, assetIds);
    const own = assetIds.indexOf(item.assetId);
    if (closed === undefined || from === null || own < 0) return [];
    const base = { from, rows: closed.rows };
    return [
      { ...base, id: paidColumn(item), own: null },
      ...(item.drawnAs === item.assetId ? [] : [{ ...base, id: soldColumn(item), own }]),
    ];
  });
  if (added.length === 0) return matrix;
  const name = added.map(({ id, from, own }) => `${id} ${from} ${own ?? ''}`).join('\n');
  const known = WIDENED.get(matrix);
  if (known?.added === name) return known.matrix;
  const [width, wider] = [assetIds.length, assetIds.length + added.length];
  // What threads share of the one they share of the other.
  const Memory = ratios.buffer.constructor as new (bytes: number) => ArrayBufferLike;
  const extended = new Float64Array(new Memory(8 * paths * days * wider));
  for (let row = 0; row < paths * days; row += 1) {
    const [at, to] = [row * width, row * wider];
    for (let column = 0; column < width; column += 1) extended[to + column] = ratios[at + column] as number;
    for (let index = 0; index < added.length; index += 1) {
      const from = added[index]?.from ?? FIXED;
      extended[to + width + index] = from === FIXED ? 1 : (ratios[at + from] as number);
    }
  }
  added.forEach(({ rows, own }, index) => {
    for (const row of rows) {
      const at = row * wider + width + index;
      extended[at] = own === null ? 0 : Math.min(extended[at] as number, ratios[row * width + own] as number);
    }
  });
  const widened = { ...matrix, assetIds: [...assetIds, ...added.map(({ id }) => id)], ratios: extended };
  WIDENED.set(matrix, { added: name, matrix: widened });
  return widened;
}

/**
 * Redeemed cash of a rung as stakes: what only a redemption pays, and what a sale would raise as well. What takes the
 * asset that is redeemed takes either. `placeOf` says where a quantity of an asset stands. Pure.
 */
export function redeemedStakes(
  { redeemed = [] }: LadderRung,
  placeOf: (draw: Pick<LadderRung['draws'][number], 'assetId' | 'venueId'>) => Omit<Stake, 'valueWad'>,
): Stake[] {
  return redeemed.flatMap((item): Stake[] => {
    const { assetId, drawnAs, venueId, cashWad, soldWad } = item;
    const place = { ...placeOf({ assetId: drawnAs, venueId }), redeemedFrom: placeOf({ assetId, venueId: null }) };
    return [
      { ...place, valueWad: sub(cashWad, soldWad), column: paidColumn(item) },
      { ...place, valueWad: soldWad, column: soldColumn(item) },
    ];
  });
}
