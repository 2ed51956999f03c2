import { add, mulDivUp, subFloor, sum, wad, type Wad } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import type { Pack } from '../../policy/packs/pack.ts';
import type { Place } from '../../policy/counterparties.ts';
import type { Policy } from '../../policy/policy.ts';
import type { FailureKind } from '../../records/failure.ts';
import type { BalanceSheet, LadderRung, SheetLine } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';
import { packFacts } from '../packs/packFacts.ts';
import { bookStakes } from './bookColumns.ts';
import { bookOf, claimsOf, type BookContext, type BookOrNot, type Stake } from './failureBook.ts';
import { redeemedStakes } from './parAccess.ts';

export interface BooksInput extends BookContext {
  readonly snapshot: Snapshot;
  /** How fast holders run, as multiples of the policy's run; each is one reading. */
  readonly runMultiples: readonly number[];
  /** The pack whose backing rule is the regulatory failure; null for none. */
  readonly pack: Pack | null;
}

/** Every reading of one failure; several make a range. */
export type Books = Readonly<Record<FailureKind, readonly BookOrNot[]>>;

/**
 * The surpluses whose loss is failure. Balance sheet: what does not depend on us and may be taken, at mark, with what
 * backs inside books of collateralised debt, less every claim; junior stake is not in it. Liquidity: the cash the ladder reaches by then, what is redeemed only while par is
 * open or a sale would do (`withParAccess`), less claims waiting and what the policy's run has asked. Regulatory: what the pack permits, less its minimum of the claims; where the sheet cannot
 * say what is permitted, one reading without it and one with it. Pure.
 */
export function buildBooks(input: BooksInput): Books {
  const { sheet, policy } = input;
  const claims = claimsOf(sheet, policy);
  if ('why' in claims) return { 'balance sheet': [claims], liquidity: [claims], regulatory: [claims] };
  const none = (): number => 0;
  const books = bookStakes(input).map((book): Stake => {
    const { assetId, valueWad } = book;
    return { assetId, accountId: '', venueId: null, valueWad, book };
  });
  const held = [...heldStakes(sheet), ...books];
  return {
    'balance sheet': [bookOf('', held, claims, none, input)],
    liquidity: input.runMultiples.map((multiple) => liquidityBook(multiple, input)),
    regulatory: regulatoryBooks(claims, input),
  };
}

/** What does not depend on us and may be taken, at mark. Pure. */
export const heldStakes = (sheet: BalanceSheet): Stake[] => sheet.lines.filter(isTaken).map(stakeOf);

/** What backs nothing for another reason than the policy's own choice is left out. */
const isTaken = (line: SheetLine): boolean =>
  line.valueWad !== null && line.flags.every((flag) => flag === 'NOT_ELIGIBLE');

const stakeOf = (line: SheetLine): Stake => ({
  assetId: line.assetId,
  accountId: line.accountId,
  venueId: line.venueId,
  valueWad: line.valueWad ?? wad(0n),
});

/** A week's cash is counted once a week is over; until then, and from then to the end, the last rung reached. */
const WEEK_DAYS = 7;

/** The cash of a day is that of the last rung reached, a lower bound; asked is what has run by then. */
function liquidityBook(multiple: number, input: BooksInput): BookOrNot {
  const { sheet, policy } = input;
  const asked = (day: number): number => wadToFloat(askedBy(day + 1, multiple, sheet, policy));
  const rungBook = (horizon: LadderRung['horizon']): BookOrNot => {
    const rung = sheet.ladder.find((item) => item.horizon === horizon);
    if (rung === undefined) return { why: `the ladder has no rung for ${horizon}` };
    const stakes = [
      ...rung.draws.map((draw) => ({ ...placeOfDraw(draw, sheet), valueWad: unredeemed(draw, rung) })),
      ...redeemedStakes(rung, (draw) => placeOfDraw(draw, sheet)),
    ];
    return bookOf(`run × ${multiple}`, stakes, [], asked, input);
  };
  const [day, week] = [rungBook('day'), rungBook('week')];
  if ('why' in day) return day;
  return 'why' in week ? week : { ...day, later: { fromDay: WEEK_DAYS - 1, book: week } };
}

/** Cash of a draw that no redemption is behind. */
const unredeemed = ({ assetId, venueId, cashWad }: LadderRung['draws'][number], { redeemed = [] }: LadderRung): Wad =>
  redeemed
    .filter((part) => part.drawnAs === assetId && part.venueId === venueId)
    .reduce((left, part) => subFloor(left, part.cashWad), cashWad);

/** Where what is drawn stands; the account is that of a line of it. */
function placeOfDraw(draw: Pick<LadderRung['draws'][number], 'assetId' | 'venueId'>, sheet: BalanceSheet): Place {
  const line =
    sheet.lines.find((item) => item.assetId === draw.assetId && item.venueId === draw.venueId) ??
    sheet.lines.find((item) => item.assetId === draw.assetId);
  return {
    assetId: draw.assetId,
    accountId: line?.accountId ?? '',
    venueId: draw.venueId ?? line?.venueId ?? null,
  };
}

/** Claims waiting, and what runs by the end of a day, within the daily cap. Rounded up. */
function askedBy(days: number, multiple: number, sheet: BalanceSheet, policy: Policy): Wad {
  return sum(
    sheet.liabilities.map((line) => {
      const liability = policy.liabilities.find((item) => item.id === line.liabilityId);
      const open = subFloor(line.claimWad ?? wad(0n), line.pendingWad);
      if (liability === undefined) return line.pendingWad;
      const share = BigInt(Math.ceil(Number(liability.runPerDayBps) * multiple * days * 1e6));
      const run = mulDivUp(open, share, 10_000_000_000n);
      const cap = liability.redemption.capPerDayWad;
      const capped = cap === null ? run : run < cap * BigInt(days) ? run : cap * BigInt(days);
      return add(line.pendingWad, wad(capped < open ? capped : open));
    }),
  );
}

function regulatoryBooks(
  claims: readonly { readonly assetId: string | null; readonly owedWad: Wad }[],
  input: BooksInput,
): BookOrNot[] {
  const { pack, sheet } = input;
  const rule = pack?.rules.find((item) => item.measure.kind === 'backing');
  if (pack === null || rule?.measure.kind !== 'backing') return [{ why: 'no pack with a rule on backing was named' }];
  const { minBps } = rule.measure;
  const facts = packFacts(pack.permitted, input);
  const owed = claims.map((claim) => ({ ...claim, owedWad: wad(mulDivUp(claim.owedWad, BigInt(minBps), 10_000n)) }));
  const read = (label: string, verdicts: readonly string[]): BookOrNot => {
    const ids = new Set(facts.filter((fact) => verdicts.includes(fact.verdict)).map((fact) => fact.holdingId));
    const stakes = sheet.lines.filter((line) => ids.has(line.holdingId)).map(stakeOf);
    return bookOf(label, stakes, owed, () => 0, input);
  };
  const isClear = facts.every((fact) => fact.verdict !== 'maybe');
  return isClear
    ? [read('', ['yes'])]
    : [read('doubtful left out', ['yes']), read('doubtful counted', ['yes', 'maybe'])];
}
