// One idea: from files of signed books of positions to the liabilities whose books they are.
import type {
  AttestedBook,
  LiabilityState,
  ObservationAlert,
  Policy,
  PolicyLiability,
  Seconds,
  Unknown,
} from '@ballast/core';
import { attestedText } from '@ballast/core';
import { unknownOf } from '../snapshotPart.ts';
import { newestOf } from './newestOf.ts';
import type { AttestedSource } from './readAttested.ts';
import { parseOf } from './parseOf.ts';
import type { SignedBook } from './signAttested.ts';
import { verifySignatures } from './verifySignatures.ts';

export interface BooksRead {
  readonly books: readonly AttestedBook[];
  readonly liabilities: readonly LiabilityState[];
  readonly unknowns: readonly Unknown[];
  readonly alerts: readonly ObservationAlert[];
}

/**
 * Gives each CDP liability the positions of its newest book that two distinct approvers signed. A liability without one
 * has no positions and its book is Unknown, with the reason: what it backs then reads as a lower bound. A book that
 * expired is kept and said; value counts it for nothing after haircuts. Files that hold something else are not touched.
 */
export function readBooks(
  policy: Policy,
  nowSeconds: Seconds,
  sources: readonly AttestedSource[],
  liabilities: readonly LiabilityState[],
): BooksRead {
  const owed = policy.liabilities.filter((item) => item.kind === 'cdp');
  const unknowns: Unknown[] = [];
  const read = sources.flatMap((source): AttestedBook[] => {
    const signed = parseOf(source, 'ballast/attested-book/1');
    if (signed === null) return [];
    const { signatures, ...body } = signed;
    const fault = faultOf(signed, policy, owed, nowSeconds);
    if (fault !== null) {
      unknowns.push(unknownOf(`attested:${signed.id}`, { ...fault, reason: `${source.name}: ${fault.reason}` }));
      return [];
    }
    const approval = verifySignatures(body, signatures, policy.roles.approvers);
    if (approval.isDualApproved) return [{ ...body, signatures, ...approval }];
    const reason = 'it is not signed by two distinct approvers of the policy';
    unknowns.push(unknownOf(`attested:${signed.id}`, { code: 'ATTESTED_NOT_APPROVED', reason }));
    return [];
  });
  const { records: books, disputed } = newestOf(
    read,
    (book) => book.liabilityId,
    (a, b) => attestedText(a) === attestedText(b),
  );
  const alerts: ObservationAlert[] = [];
  for (const { id, expiresAtSeconds } of books)
    if (expiresAtSeconds <= nowSeconds)
      alerts.push({
        subject: `attested:${id}`,
        code: 'ATTESTED_EXPIRED',
        message: 'it expired and needs a new statement',
      });
  for (const { id } of owed) {
    if (books.some((book) => book.liabilityId === id)) continue;
    const why = disputed.includes(id)
      ? { code: 'ATTESTED_CONFLICT', reason: 'two books of the same time differ' }
      : { code: 'CDP_BOOK_NOT_READ', reason: 'no usable record says what positions are in it' };
    unknowns.push(unknownOf(`liability:${id}`, why));
  }
  return {
    books,
    liabilities: liabilities.map((state) => {
      const book = books.find((item) => item.liabilityId === state.liabilityId);
      return book === undefined ? state : { ...state, positions: book.positions };
    }),
    unknowns,
    alerts,
  };
}

function faultOf(
  book: SignedBook,
  policy: Policy,
  owed: readonly PolicyLiability[],
  nowSeconds: Seconds,
): { readonly code: string; readonly reason: string } | null {
  const ids = new Set(book.positions.map((position) => position.id));
  const stranger = book.positions.find(
    (position) => !policy.assets.some((asset) => asset.id === position.collateralAssetId),
  );
  if (book.reserve !== policy.reserve)
    return { code: 'ATTESTED_OTHER_RESERVE', reason: `it is for reserve ${book.reserve}` };
  if (!owed.some((item) => item.id === book.liabilityId))
    return { code: 'ATTESTED_UNKNOWN_LIABILITY', reason: `${book.liabilityId} is no CDP liability of the policy` };
  if (ids.size !== book.positions.length)
    return { code: 'ATTESTED_POSITION_TWICE', reason: 'a position is in it twice' };
  if (stranger !== undefined)
    return { code: 'ATTESTED_UNKNOWN_ASSET', reason: `${stranger.collateralAssetId} is not an asset of the policy` };
  if (book.asOfSeconds > nowSeconds)
    return { code: 'ATTESTED_FROM_FUTURE', reason: `as of ${book.asOfSeconds}, the chain is at ${nowSeconds}` };
  if (book.expiresAtSeconds <= book.asOfSeconds)
    return { code: 'ATTESTED_EXPIRY_ORDER', reason: 'it expires before it was true' };
  return null;
}
