import type { Policy } from '../policy/policy.ts';
import type { BalanceProof, ChainProof, Proofs, SupplyProof } from '../records/proofs.ts';
import type { BlockRef, Hex, Snapshot } from '../records/snapshot.ts';
import { proveReceipt } from './proveReceipt.ts';
import { wordId, type StateEvidence } from './stateEvidence.ts';
import { balanceKey, readHeader, slotKey, storageRootOf, verifyAccount, verifyStorage } from './stateProof.ts';

/** Words and code hashes that the proofs of all chains really show. */
interface Shown {
  readonly words: ReadonlyMap<string, bigint>;
  readonly codeHashes: ReadonlyMap<string, Hex>;
}

const accountId = (chain: string, address: string): string => `${chain} ${address}`;

/**
 * Checks the state proofs kept beside a snapshot: header against block hash and state root, accounts and words against
 * the state root, and that each word is the balance, receipt or supply the snapshot claims, of the token and account
 * the policy names. Proves against the header kept; that the header belongs to the chain is for whoever trusts a block hash. Pure.
 */
export function proveState(input: {
  readonly proofs: Proofs;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}): StateEvidence[] {
  const { proofs, snapshot, policy } = input;
  const evidence: StateEvidence[] = [];
  const words = new Map<string, bigint>();
  const codeHashes = new Map<string, Hex>();
  for (const chain of proofs.chains) {
    const header = checkHeader(chain, snapshot);
    evidence.push(header);
    if (header.ok) evidence.push(...checkAccounts(chain, words, codeHashes));
  }
  const shown = { words, codeHashes };
  return [
    ...evidence,
    ...proofs.balances.map((balance) => checkBalance(balance, snapshot, policy, shown)),
    ...proofs.receipts.map((receipt) => proveReceipt(receipt, { proofs, snapshot, policy, words })),
    ...proofs.totalSupplies.map((supply) => checkSupply(supply, snapshot, policy, shown)),
    ...checkContracts(snapshot, shown),
  ];
}

const blockOf = (chain: string, snapshot: Snapshot): BlockRef | undefined =>
  snapshot.blocks.find((block) => block.chain === chain);

function checkHeader(proof: ChainProof, snapshot: Snapshot): StateEvidence {
  const say = (ok: boolean, code: string, detail: string): StateEvidence => ({
    kind: 'header',
    subject: proof.chain,
    ok,
    code,
    detail,
  });
  const block = blockOf(proof.chain, snapshot);
  if (block === undefined) return say(false, 'HEADER_UNKNOWN_CHAIN', 'the snapshot has no block of this chain');
  const read = readHeader(proof.headerRlp);
  if (!read.ok) return say(false, read.code, read.reason);
  const header = read.value;
  const wrong = (
    [
      ['hash', header.hash, block.hash],
      ['hash in the proof', proof.blockHash, block.hash],
      ['number', header.number, block.number],
      ['number in the proof', proof.blockNumber, block.number],
      ['state root', header.stateRoot, block.stateRoot],
      ['time', header.timestampSeconds, block.timestampSeconds],
    ] as const
  ).find(([, found, expected]) => found !== expected);
  if (wrong !== undefined)
    return say(false, 'HEADER_MISMATCH', `${wrong[0]} is ${wrong[1]}; the snapshot says ${wrong[2]}`);
  return say(true, '', `block ${header.number} ${header.hash}`);
}

function checkAccounts(proof: ChainProof, words: Map<string, bigint>, codeHashes: Map<string, Hex>): StateEvidence[] {
  const header = readHeader(proof.headerRlp);
  if (!header.ok) return [];
  return proof.accounts.map((account): StateEvidence => {
    const say = (ok: boolean, code: string, detail: string): StateEvidence => ({
      kind: 'account',
      subject: accountId(proof.chain, account.address),
      ok,
      code,
      detail,
    });
    const proven = verifyAccount({ stateRoot: header.value.stateRoot, ...account });
    if (!proven.ok) return say(false, proven.code, proven.reason);
    if (proven.value !== null) codeHashes.set(accountId(proof.chain, account.address), proven.value.codeHash);
    for (const word of account.storage) {
      const value = verifyStorage({ storageRoot: storageRootOf(proven.value), key: word.key, proof: word.proof });
      if (!value.ok) return say(false, value.code, `word ${word.key}: ${value.reason}`);
      if (value.value !== word.valueRaw)
        return say(false, 'PROOF_WRONG_VALUE', `word ${word.key} is ${value.value}; the proof claims ${word.valueRaw}`);
      words.set(wordId(proof.chain, account.address, word.key), value.value);
    }
    return say(true, '', `${account.storage.length} words`);
  });
}

function checkBalance(balance: BalanceProof, snapshot: Snapshot, policy: Policy, shown: Shown): StateEvidence {
  const say = (ok: boolean, code: string, detail: string): StateEvidence => ({
    kind: 'holding',
    subject: balance.holdingId,
    ok,
    code,
    detail,
  });
  const holding = snapshot.holdings.find((item) => item.id === balance.holdingId);
  if (holding === undefined) return say(false, 'PROOF_UNKNOWN_HOLDING', 'the snapshot has no such holding');
  const account = policy.accounts.find((item) => item.id === holding.accountId);
  const isOurToken = policy.assets.some(
    (asset) =>
      asset.id === holding.assetId &&
      asset.deployments.some((item) => item.chain === balance.chain && item.address === balance.token),
  );
  if (holding.where !== 'idle' || holding.chain !== balance.chain || !isOurToken)
    return say(
      false,
      'PROOF_WRONG_TOKEN',
      `${balance.token} is not the ${holding.assetId} this holding is an idle amount of`,
    );
  if (account?.address !== balance.holder || account.chain !== balance.chain)
    return say(false, 'PROOF_WRONG_HOLDER', `${balance.holder} is not the account ${holding.accountId} of the policy`);
  const key = balanceKey(balance.holder, balance.slotIndex, balance.layout);
  if (!key.ok) return say(false, key.code, key.reason);
  if (key.value !== balance.key)
    return say(
      false,
      'PROOF_WRONG_KEY',
      `the balance of ${balance.holder} stands under ${key.value}, not ${balance.key}`,
    );
  return judgeWord(say, shown, balance, holding.amountRaw);
}

function checkSupply(supply: SupplyProof, snapshot: Snapshot, policy: Policy, shown: Shown): StateEvidence {
  const say = (ok: boolean, code: string, detail: string): StateEvidence => ({
    kind: 'supply',
    subject: supply.liabilityId,
    ok,
    code,
    detail,
  });
  const liability = policy.liabilities.find((item) => item.id === supply.liabilityId);
  const state = snapshot.liabilities.find((item) => item.liabilityId === supply.liabilityId);
  if (liability === undefined || state === undefined)
    return say(false, 'PROOF_UNKNOWN_LIABILITY', 'neither policy nor snapshot may lack the liability');
  if (liability.token !== supply.token || liability.chain !== supply.chain)
    return say(false, 'PROOF_WRONG_TOKEN', `${supply.token} is not the token of this liability`);
  if (slotKey(supply.slotIndex) !== supply.key)
    return say(false, 'PROOF_WRONG_KEY', `slot ${supply.slotIndex} is not ${supply.key}`);
  return judgeWord(say, shown, supply, state.supplyRaw);
}

function judgeWord(
  say: (ok: boolean, code: string, detail: string) => StateEvidence,
  shown: Shown,
  claim: BalanceProof | SupplyProof,
  observed: bigint | null,
): StateEvidence {
  const word = shown.words.get(wordId(claim.chain, claim.token, claim.key));
  if (word === undefined) return say(false, 'PROOF_MISSING', 'no valid proof of this word is in the record');
  if (word !== claim.amountRaw || word !== observed)
    return say(
      false,
      'PROOF_WRONG_VALUE',
      `the chain holds ${word}; claimed ${claim.amountRaw}, observed ${observed ?? 'unknown'}`,
    );
  return say(true, '', `${word} in slot ${claim.slotIndex} of ${claim.token}`);
}

/** Code hashes the snapshot claims, wherever the proofs show the account. */
function checkContracts(snapshot: Snapshot, shown: Shown): StateEvidence[] {
  return snapshot.contracts.flatMap((contract): StateEvidence[] => {
    const proven = shown.codeHashes.get(accountId(contract.chain, contract.address));
    if (proven === undefined || contract.codeHash === null) return [];
    const ok = proven === contract.codeHash;
    const detail = ok ? proven : `the chain holds ${proven}; the snapshot says ${contract.codeHash}`;
    return [{ kind: 'contract', subject: contract.subject, ok, code: ok ? '' : 'PROOF_WRONG_CODE', detail }];
  });
}
