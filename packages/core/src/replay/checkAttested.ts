import type { Policy } from '../policy/policy.ts';
import { attestedText } from '../records/attestedText.ts';
import { canonicalText } from '../records/canonical.ts';
import type { AttestedBook, AttestedPrice, AttestedRecord, Holding, Snapshot } from '../records/snapshot.ts';
import { fail, pass, type Check } from './check.ts';
import { verifySignature } from './signTreeHead.ts';

/** A key or signature in bare lower-case hex, however a document wrote it. */
export const bareHex = (text: string): string => text.toLowerCase().replace(/^0x/, '');

/**
 * Checks who really signed each off-chain record against what the snapshot says, and that the holding counted for it is
 * what was signed, once. Signatures that do not verify are nobody's and count for nothing. Pure.
 */
export function checkAttested(snapshot: Snapshot, policy: Policy): Check[] {
  const unfounded = snapshot.holdings.filter(
    (holding) => holding.attestedId !== null && !snapshot.attested.some((record) => record.id === holding.attestedId),
  );
  return [
    ...snapshot.attested.map((record) => checkRecord(record, snapshot, policy)),
    ...snapshot.books.map((book) => checkBook(book, snapshot, policy)),
    ...snapshot.attestedPrices.map((price) => checkPrice(price, snapshot, policy)),
    ...snapshot.prices
      .filter(({ provenance, priceWad }) => provenance.kind === 'attested' && priceWad !== null)
      .filter(({ sourceId }) => !snapshot.attestedPrices.some((price) => price.sourceId === sourceId))
      .map(({ sourceId }) => fail('attested', sourceId, 'MISSING', 'it answers with a price nobody signed')),
    ...snapshot.liabilities
      .filter(({ liabilityId, positions }) => positions.length > 0 && !hasBook(snapshot, liabilityId))
      .map(({ liabilityId }) => fail('attested', liabilityId, 'MISSING', 'it counts positions nobody signed')),
    ...unfounded.map((holding) =>
      fail('attested', holding.attestedId ?? '', 'MISSING', `holding ${holding.id} counts a record that is not there`),
    ),
  ];
}

const hasBook = (snapshot: Snapshot, liabilityId: string): boolean =>
  snapshot.books.some((book) => book.liabilityId === liabilityId);

/** Whose signatures a record really carries, and whether that is what the snapshot says of them. */
function checkSigners(
  record: AttestedRecord | AttestedBook | AttestedPrice,
  snapshot: Snapshot,
  policy: Policy,
): { readonly fault: Check | null; readonly detail: string } {
  const no = (code: string, detail: string): { readonly fault: Check; readonly detail: string } => ({
    fault: fail('attested', record.id, code, detail),
    detail,
  });
  if (record.reserve !== snapshot.reserve) return no('WRONG_RESERVE', `signed for ${record.reserve}`);
  const text = attestedText(record);
  const valid = record.signatures.filter(({ signature, publicKey }) =>
    verifySignature({ text, signature: bareHex(signature), publicKey: bareHex(publicKey) }),
  );
  const keys = new Set(valid.map(({ publicKey }) => bareHex(publicKey)));
  const claimed = new Set(record.signers.map(bareHex));
  if (keys.size !== claimed.size || [...claimed].some((key) => !keys.has(key)))
    return no('WRONG_SIGNERS', `signed by ${list(keys)}; the snapshot says ${list(claimed)}`);
  const approvals = new Set(policy.roles.approvers.map(bareHex).filter((key) => keys.has(key))).size;
  if (approvals >= 2 !== record.isDualApproved)
    return no('WRONG_APPROVAL', `${approvals} approvers of the policy signed; the snapshot says otherwise`);
  return { fault: null, detail: `${keys.size} signed, ${approvals} of them approvers of the policy` };
}

/** A book counts only as signed by two approvers, once a liability, and with exactly its positions. */
function checkBook(book: AttestedBook, snapshot: Snapshot, policy: Policy): Check {
  const { fault, detail } = checkSigners(book, snapshot, policy);
  if (fault !== null) return fault;
  const no = (code: string, why: string): Check => fail('attested', book.id, code, why);
  if (!book.isDualApproved) return no('NOT_APPROVED', 'its positions count, and two approvers did not sign it');
  if (snapshot.books.filter((other) => other.liabilityId === book.liabilityId).length > 1)
    return no('COUNTED_TWICE', `another book of ${book.liabilityId} counts too`);
  const state = snapshot.liabilities.find((item) => item.liabilityId === book.liabilityId);
  if (state === undefined || canonicalText(state.positions) !== canonicalText(book.positions))
    return no('WRONG_POSITIONS', `${book.liabilityId} does not count what was signed`);
  return pass('attested', book.id, detail);
}

/** A price counts only as signed by two approvers, once a source, unexpired, and exactly as signed. */
function checkPrice(price: AttestedPrice, snapshot: Snapshot, policy: Policy): Check {
  const { fault, detail } = checkSigners(price, snapshot, policy);
  if (fault !== null) return fault;
  const no = (code: string, why: string): Check => fail('attested', price.id, code, why);
  if (!price.isDualApproved) return no('NOT_APPROVED', 'its price counts, and two approvers did not sign it');
  if (price.expiresAtSeconds <= snapshot.asOfSeconds) return no('EXPIRED', 'it expired before the snapshot');
  const answers = snapshot.prices.filter((item) => item.sourceId === price.sourceId);
  if (answers.length !== 1) return no('COUNTED_TWICE', `${answers.length} answers of ${price.sourceId}`);
  if (answers[0]?.priceWad !== price.priceWad || answers[0].updatedAtSeconds !== price.asOfSeconds)
    return no('WRONG_PRICE', `${price.sourceId} does not say what was signed`);
  return pass('attested', price.id, detail);
}

function checkRecord(record: AttestedRecord, snapshot: Snapshot, policy: Policy): Check {
  const { fault, detail } = checkSigners(record, snapshot, policy);
  if (fault !== null) return fault;
  const no = (code: string, why: string): Check => fail('attested', record.id, code, why);
  const holdings = snapshot.holdings.filter((holding) => holding.attestedId === record.id);
  if (holdings.length > 1) return no('COUNTED_TWICE', `holdings ${holdings.map((holding) => holding.id).join(', ')}`);
  const wrong = holdings.find((holding) => !isWhatWasSigned(holding, record));
  if (wrong !== undefined) return no('WRONG_HOLDING', `holding ${wrong.id} is not what was signed`);
  return pass('attested', record.id, detail);
}

/** An unknown amount claims nothing; a known one, its place and its pledge are the signed ones. */
function isWhatWasSigned(holding: Holding, record: AttestedRecord): boolean {
  const isPledged = record.isEncumbered || record.lien !== null;
  return (
    (holding.amountRaw === null || holding.amountRaw === record.amountRaw) &&
    holding.decimals === record.decimals &&
    holding.assetId === record.assetId &&
    holding.accountId === record.accountId &&
    (!isPledged || holding.where === 'encumbered')
  );
}

const list = (keys: ReadonlySet<string>): string => (keys.size === 0 ? 'nobody' : [...keys].toSorted().join(', '));
