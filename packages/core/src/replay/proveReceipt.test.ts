import { describe, expect, it } from 'vitest';
import { raw, ray } from '../units/amounts.ts';
import type { Policy, PolicyVenue } from '../policy/policy.ts';
import type { Proofs, ReceiptProof } from '../records/proofs.ts';
import type { Address, Holding, SavingsState, Snapshot } from '../records/snapshot.ts';
import { proveReceipt } from './proveReceipt.ts';
import { loadTestPolicy, NOW, observeTest } from './replay.fixture.ts';
import { wordId, type StateEvidence } from './stateEvidence.ts';
import { balanceKey } from './stateProof.ts';

const { policy: base } = loadTestPolicy();
const { snapshot: seen, proofs: kept } = observeTest(loadTestPolicy(), { cycle: 1, nowSeconds: NOW });
const [treasury] = base.accounts.filter((account) => account.id === 'treasury') as [Policy['accounts'][number]];
const HOLDER = treasury.address as Address;
const [CHAIN] = base.chains.map((chain) => chain.id) as [string];
const ATOKEN: Address = `0x${'a1'.repeat(20)}`;
const SHARE: Address = `0x${'b2'.repeat(20)}`;

const venue = (id: string, kind: PolicyVenue['kind'], address: Address, receipt: Address | null): PolicyVenue =>
  ({ id, kind, chain: CHAIN, address, receipt, assets: ['USDC'] }) as unknown as PolicyVenue;
const policy: Policy = {
  ...base,
  venues: [venue('lending', 'aave-v3', `0x${'c3'.repeat(20)}`, ATOKEN), venue('savings', 'erc4626', SHARE, null)],
};
const holding = (id: string, venueId: string, amountRaw: bigint | null): Holding => ({
  ...(seen.holdings[0] as Holding),
  id,
  where: 'deployed',
  venueId,
  amountRaw: amountRaw === null ? null : raw(amountRaw),
});
const savings: SavingsState = {
  venueId: 'savings',
  chain: CHAIN,
  assetId: 'USDC',
  decimals: 6,
  sharesRaw: raw(500n),
  convertibleRaw: raw(510n),
  maxWithdrawRaw: raw(510n),
  sharePriceRay: ray(102n * 10n ** 25n),
  totalAssetsRaw: raw(9_999n),
};
const keyOf = (slotIndex: number): ReceiptProof['key'] => {
  const key = balanceKey(HOLDER, slotIndex, 'solidity');
  if (!key.ok) throw new TypeError(key.reason);
  return key.value;
};
const scaled: ReceiptProof = {
  holdingId: 'lent',
  chain: CHAIN,
  token: ATOKEN,
  holder: HOLDER,
  slotIndex: 52,
  key: keyOf(52),
  layout: 'solidity',
  form: 'scaled',
  amountRaw: raw(1_000n),
};
const share: ReceiptProof = {
  ...scaled,
  holdingId: 'saved',
  token: SHARE,
  slotIndex: 0,
  key: keyOf(0),
  form: 'share',
  amountRaw: raw(500n),
};

interface World {
  readonly lentRaw?: bigint | null;
  readonly state?: Partial<SavingsState>;
  readonly words?: readonly (readonly [ReceiptProof, bigint])[];
  readonly receipts?: readonly ReceiptProof[];
}
/** Both words are in the proofs: the scaled one with an index packed above it, as UserState is. */
function prove(receipt: ReceiptProof, world: World = {}): StateEvidence {
  const words = world.words ?? [
    [scaled, (7n << 128n) | 1_000n],
    [share, 500n],
  ];
  const snapshot: Snapshot = {
    ...seen,
    holdings: [
      holding('lent', 'lending', world.lentRaw === undefined ? 1_041n : world.lentRaw),
      holding('saved', 'savings', 510n),
    ],
    savings: [{ ...savings, ...world.state }],
  };
  const proofs: Proofs = { ...kept, receipts: world.receipts ?? [scaled, share] };
  const shown = words.map(([item, value]) => [wordId(item.chain, item.token, item.key), value] as const);
  return proveReceipt(receipt, { proofs, snapshot, policy, words: new Map(shown) });
}

describe('proveReceipt', () => {
  it('proves the scaled balance of an aToken and the shares of a vault, and says that no more is proven', () => {
    expect(prove(scaled)).toMatchObject({ kind: 'receipt', subject: 'lent', ok: true });
    expect(prove(share)).toMatchObject({ kind: 'receipt', subject: 'saved', ok: true });
    expect(prove(share).detail).toContain('their conversion is not proven');
  });

  it.each<[string, ReceiptProof, World, string]>([
    ['no such holding', { ...scaled, holdingId: 'gone' }, {}, 'PROOF_UNKNOWN_HOLDING'],
    ['another token', { ...scaled, token: SHARE }, {}, 'PROOF_WRONG_TOKEN'],
    ['a share read as half a word', { ...share, form: 'scaled' }, {}, 'PROOF_WRONG_TOKEN'],
    ['another chain', { ...share, chain: 'eip155:10' }, {}, 'PROOF_WRONG_TOKEN'],
    ['another holder', { ...share, holder: ATOKEN }, {}, 'PROOF_WRONG_HOLDER'],
    ['another slot', { ...share, slotIndex: 3 }, {}, 'PROOF_WRONG_KEY'],
    ['no proof', share, { words: [] }, 'PROOF_MISSING'],
    ['another word', share, { words: [[share, 501n]] }, 'PROOF_WRONG_VALUE'],
    ['less converted than deposited', scaled, { lentRaw: 999n }, 'PROOF_WRONG_VALUE'],
    [
      'something converted from nothing',
      { ...scaled, amountRaw: raw(0n) },
      { words: [[scaled, 0n]] },
      'PROOF_WRONG_VALUE',
    ],
    ['fewer shares than the vault said', share, { state: { sharesRaw: raw(501n) } }, 'PROOF_WRONG_VALUE'],
    ['more shares than the vault said', share, { state: { sharesRaw: raw(499n) } }, 'PROOF_WRONG_VALUE'],
  ])('refuses %s', (_name, receipt, world, code) => {
    expect(prove(receipt, world)).toMatchObject({ ok: false, code });
  });

  it('an amount that was not observed contradicts nothing', () => {
    expect(prove(scaled, { lentRaw: null }).ok).toBe(true);
  });

  it('where the shares of one account alone are proven, they are at most what all have', () => {
    const other = { ...policy.accounts[0], id: 'other' } as Policy['accounts'][number];
    const both: Snapshot = {
      ...seen,
      holdings: [holding('saved', 'savings', 510n), { ...holding('rest', 'savings', 100n), accountId: other.id }],
      savings: [{ ...savings, sharesRaw: raw(600n) }],
    };
    const words = new Map([[wordId(share.chain, share.token, share.key), 500n]]);
    const input = { proofs: { ...kept, receipts: [share] }, snapshot: both, policy, words };
    expect(proveReceipt(share, input).ok).toBe(true);
    const fewer = { ...both, savings: [{ ...savings, sharesRaw: raw(400n) }] };
    expect(proveReceipt(share, { ...input, snapshot: fewer })).toMatchObject({ ok: false, code: 'PROOF_WRONG_VALUE' });
  });
});
