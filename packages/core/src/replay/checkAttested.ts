import type { Policy } from '../policy/policy.ts';
import { attestedText } from '../records/attestedText.ts';
import type { AttestedRecord, Snapshot } from '../records/snapshot.ts';
import { fail, pass, type Check } from './check.ts';
import { verifySignature } from './signTreeHead.ts';

/** Policies may write keys with or without 0x. */
export const bareKey = (key: string): string => key.replace(/^0x/, '');

/** Checks who really signed each off-chain record, against what the snapshot says about it. Pure. */
export function checkAttested(snapshot: Snapshot, policy: Policy): Check[] {
  return snapshot.attested.map((record) => checkRecord(record, snapshot, policy));
}

function checkRecord(record: AttestedRecord, snapshot: Snapshot, policy: Policy): Check {
  const no = (code: string, detail: string): Check => fail('attested', record.id, code, detail);
  if (record.reserve !== snapshot.reserve) return no('WRONG_RESERVE', `signed for ${record.reserve}`);
  const text = attestedText(record);
  const valid = record.signatures.filter(({ signature, publicKey }) =>
    verifySignature({ text, signature, publicKey: bareKey(publicKey) }),
  );
  const forged = record.signatures.find((item) => !valid.includes(item));
  if (forged !== undefined) return no('BAD_SIGNATURE', `the signature of ${forged.publicKey} does not fit the record`);
  const keys = new Set(valid.map(({ publicKey }) => bareKey(publicKey)));
  const claimed = new Set(record.signers.map(bareKey));
  if (keys.size !== claimed.size || [...claimed].some((key) => !keys.has(key)))
    return no('WRONG_SIGNERS', `${keys.size} keys signed; the snapshot names ${claimed.size} others or not these`);
  const approvers = policy.roles.approvers.map(bareKey).filter((key) => keys.has(key));
  const isDualApproved = new Set(approvers).size >= 2;
  if (isDualApproved !== record.isDualApproved)
    return no(
      'WRONG_APPROVAL',
      `${new Set(approvers).size} approvers of the policy signed; the snapshot says otherwise`,
    );
  const backing = snapshot.holdings.find((holding) => holding.attestedId === record.id);
  if (backing !== undefined && (backing.amountRaw !== record.amountRaw || backing.assetId !== record.assetId))
    return no('WRONG_AMOUNT', `holding ${backing.id} is not what was signed`);
  return pass('attested', record.id, `${keys.size} signed, ${new Set(approvers).size} of them approvers of the policy`);
}
