import { describe, expect, it } from 'vitest';
import { raw } from '../units/amounts.ts';
import type { Proofs } from '../records/proofs.ts';
import type { Hex, Snapshot } from '../records/snapshot.ts';
import { proveState } from './proveState.ts';
import type { StateEvidence } from './stateEvidence.ts';
import { loadTestPolicy, NOW, observeTest } from './replay.fixture.ts';

const { policy } = loadTestPolicy();
const { snapshot, proofs } = observeTest(loadTestPolicy(), { cycle: 1, nowSeconds: NOW });
const [chain] = proofs.chains as [Proofs['chains'][number]];
const [usdc] = chain.accounts as [Proofs['chains'][number]['accounts'][number]];

const failures = (changed: { proofs?: Partial<Proofs>; snapshot?: Partial<Snapshot> }): string[] =>
  proveState({ proofs: { ...proofs, ...changed.proofs }, snapshot: { ...snapshot, ...changed.snapshot }, policy })
    .filter((item) => !item.ok)
    .map((item) => `${item.kind} ${item.code}`);
const withChain = (change: Partial<typeof chain>): { proofs: Partial<Proofs> } => ({
  proofs: { chains: [{ ...chain, ...change }] },
});
const withUsdc = (change: Partial<typeof usdc>): { proofs: Partial<Proofs> } =>
  withChain({ accounts: [{ ...usdc, ...change }, ...chain.accounts.slice(1)] });
const withBalance = (change: Partial<Proofs['balances'][number]>): { proofs: Partial<Proofs> } => ({
  proofs: { balances: [{ ...(proofs.balances[0] as Proofs['balances'][number]), ...change }] },
});
const withSupply = (change: Partial<Proofs['totalSupplies'][number]>): { proofs: Partial<Proofs> } => ({
  proofs: { totalSupplies: [{ ...(proofs.totalSupplies[0] as Proofs['totalSupplies'][number]), ...change }] },
});
const withHolding = (change: Partial<Snapshot['holdings'][number]>): { snapshot: Partial<Snapshot> } => ({
  snapshot: {
    holdings: snapshot.holdings.map((item) => (item.id === 'treasury:USDC' ? { ...item, ...change } : item)),
  },
});
const withBlock = (change: Partial<Snapshot['blocks'][number]>): { snapshot: Partial<Snapshot> } => ({
  snapshot: { blocks: snapshot.blocks.map((block) => ({ ...block, ...change })) },
});
const flipLast = (hex: Hex): Hex => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}` as Hex;

describe('proveState', () => {
  it('proves header, accounts, balances and supply of an honest record', () => {
    const found = proveState({ proofs, snapshot, policy });
    expect(found.filter((item) => !item.ok)).toEqual([]);
    const proven = (kind: StateEvidence['kind']): string[] =>
      found.filter((item) => item.kind === kind).map((item) => item.subject);
    expect(proven('header')).toEqual(['eip155:31337']);
    expect(proven('account')).toHaveLength(3);
    expect(proven('holding')).toEqual(['treasury:USDC', 'treasury:WETH']);
    expect(proven('supply')).toEqual(['hUSD']);
  });

  // A header that fails proves nothing below it, so every balance falls with it.
  const fallen = ['holding PROOF_MISSING', 'holding PROOF_MISSING', 'supply PROOF_MISSING'];
  it.each<[string, Parameters<typeof failures>[0], string[]]>([
    ['header bytes', withChain({ headerRlp: flipLast(chain.headerRlp) }), ['header HEADER_MISMATCH', ...fallen]],
    ['header that is no header', withChain({ headerRlp: '0xc0' }), ['header HEADER_MALFORMED', ...fallen]],
    [
      'block hash in the proof',
      withChain({ blockHash: flipLast(chain.blockHash) }),
      ['header HEADER_MISMATCH', ...fallen],
    ],
    ['block number in the proof', withChain({ blockNumber: 7 }), ['header HEADER_MISMATCH', ...fallen]],
    ['chain', withChain({ chain: 'eip155:1' }), ['header HEADER_UNKNOWN_CHAIN', ...fallen]],
    [
      'block hash of the snapshot',
      withBlock({ hash: flipLast(chain.blockHash) }),
      ['header HEADER_MISMATCH', ...fallen],
    ],
    ['state root of the snapshot', withBlock({ stateRoot: chain.blockHash }), ['header HEADER_MISMATCH', ...fallen]],
    ['number of the snapshot', withBlock({ number: 1 }), ['header HEADER_MISMATCH', ...fallen]],
    ['time of the snapshot', withBlock({ timestampSeconds: 1 }), ['header HEADER_MISMATCH', ...fallen]],
  ])('a changed %s', (_name, change, expected) => expect(failures(change)).toEqual(expected));

  it.each<[string, Parameters<typeof failures>[0], string[]]>([
    [
      'account proof cut short',
      withUsdc({ accountProof: usdc.accountProof.slice(0, -1) }),
      ['account PROOF_TRUNCATED', 'holding PROOF_MISSING'],
    ],
    [
      'account proof with more',
      withUsdc({ accountProof: [...usdc.accountProof, '0x80'] }),
      ['account PROOF_EXTRA_NODES', 'holding PROOF_MISSING'],
    ],
    [
      'another address',
      withUsdc({ address: `0x${'c2'.repeat(20)}` }),
      ['account PROOF_WRONG_NODE', 'holding PROOF_MISSING'],
    ],
    [
      'word value',
      withUsdc({ storage: usdc.storage.map((item) => ({ ...item, valueRaw: raw(item.valueRaw + 1n) })) }),
      ['account PROOF_WRONG_VALUE', 'holding PROOF_MISSING'],
    ],
    ['no word', withUsdc({ storage: [] }), ['holding PROOF_MISSING']],
    [
      'word key',
      withUsdc({ storage: usdc.storage.map((item) => ({ ...item, key: '0x00' })) }),
      ['account PROOF_MALFORMED', 'holding PROOF_MISSING'],
    ],
    ['holding unknown', withBalance({ holdingId: 'treasury:DAI' }), ['holding PROOF_UNKNOWN_HOLDING']],
    ['token of another asset', withBalance({ token: `0x${'e1'.repeat(20)}` }), ['holding PROOF_WRONG_TOKEN']],
    ['token on another chain', withBalance({ chain: 'eip155:1' }), ['holding PROOF_WRONG_TOKEN']],
    ['holder who is not us', withBalance({ holder: `0x${'bb'.repeat(20)}` }), ['holding PROOF_WRONG_HOLDER']],
    ['slot', withBalance({ slotIndex: 8 }), ['holding PROOF_WRONG_KEY']],
    ['layout', withBalance({ layout: 'vyper' }), ['holding PROOF_WRONG_KEY']],
    ['negative slot', withBalance({ slotIndex: -1 }), ['holding PROOF_MALFORMED']],
    ['key', withBalance({ key: `0x${'0'.repeat(64)}` }), ['holding PROOF_WRONG_KEY']],
    ['claimed amount', withBalance({ amountRaw: raw(1n) }), ['holding PROOF_WRONG_VALUE']],
    ['observed amount', withHolding({ amountRaw: raw(6_000_000_000_001n) }), ['holding PROOF_WRONG_VALUE']],
    ['unknown amount', withHolding({ amountRaw: null }), ['holding PROOF_WRONG_VALUE']],
    ['deployed holding', withHolding({ where: 'deployed' }), ['holding PROOF_WRONG_TOKEN']],
    ['holding of another account', withHolding({ accountId: 'bank' }), ['holding PROOF_WRONG_HOLDER']],
    ['supply of another liability', withSupply({ liabilityId: 'eUSD' }), ['supply PROOF_UNKNOWN_LIABILITY']],
    ['supply of another token', withSupply({ token: `0x${'c1'.repeat(20)}` }), ['supply PROOF_WRONG_TOKEN']],
    ['supply slot', withSupply({ slotIndex: 3 }), ['supply PROOF_WRONG_KEY']],
    ['supply claimed', withSupply({ amountRaw: raw(1n) }), ['supply PROOF_WRONG_VALUE']],
    [
      'supply observed',
      { snapshot: { liabilities: snapshot.liabilities.map((item) => ({ ...item, supplyRaw: raw(1n) })) } },
      ['supply PROOF_WRONG_VALUE'],
    ],
  ])('a changed %s', (_name, change, expected) => expect(failures(change)).toEqual(expected));

  it('compares the code hash of every contract whose account is proven', () => {
    const contract = {
      subject: 'token:USDC@eip155:31337',
      chain: 'eip155:31337',
      address: usdc.address,
      implementation: null,
      admin: null,
      isPaused: null,
      areWeBlocked: null,
      configuration: null,
    };
    const honest: Hex = `0x${'07'.repeat(32)}`;
    expect(failures({ snapshot: { contracts: [{ ...contract, codeHash: honest }] } })).toEqual([]);
    expect(failures({ snapshot: { contracts: [{ ...contract, codeHash: flipLast(honest) }] } })).toEqual([
      'contract PROOF_WRONG_CODE',
    ]);
    const elsewhere = { ...contract, address: `0x${'ff'.repeat(20)}` as const, codeHash: honest };
    expect(
      proveState({ proofs, snapshot: { ...snapshot, contracts: [elsewhere] }, policy }).some(
        (item) => item.kind === 'contract',
      ),
    ).toBe(false);
  });
});
