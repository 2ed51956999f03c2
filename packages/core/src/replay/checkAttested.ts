import type { Policy } from '../policy/policy.ts';
import { attestedText } from '../records/attestedText.ts';
import type { AttestedRecord, Holding, Snapshot } from '../records/snapshot.ts';
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
    ...unfounded.map((holding) =>
      fail('attested', holding.attestedId ?? '', 'MISSING', `holding ${holding.id} counts a record that is not there`),
    ),
  ];
}

function checkRecord(record: AttestedRecord, snapshot: Snapshot, policy: Policy): Check {
  const no = (code: string, detail: string): Check => fail('attested', record.id, code, detail);
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
  const holdings = snapshot.holdings.filter((holding) => holding.attestedId === record.id);
  if (holdings.length > 1) return no('COUNTED_TWICE', `holdings ${holdings.map((holding) => holding.id).join(', ')}`);
  const wrong = holdings.find((holding) => !isWhatWasSigned(holding, record));
  if (wrong !== undefined) return no('WRONG_HOLDING', `holding ${wrong.id} is not what was signed`);
  return pass('attested', record.id, `${keys.size} signed, ${approvals} of them approvers of the policy`);
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
