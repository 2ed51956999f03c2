import { describe, expect, it } from 'vitest';
import type { Policy } from '../policy/policy.ts';
import { CALM, contextOf, IN_DOLLARS, START, type World } from './decide.fixture.ts';
import type { Mandate } from './mandate.ts';

const mandateOf = (change: Partial<World>): Mandate => contextOf(change).mandate;
const codes = ({ all, swaps, entry, intoBase, deposits, intake }: Mandate): (string | null)[] =>
  [all, swaps, entry, intoBase, deposits, intake].map((ban) => ban?.code ?? null);
const observed = (kinds: readonly ('safe' | 'eoa' | 'custodian')[]): Policy => ({
  ...IN_DOLLARS,
  accounts: kinds.map((kind, index) => ({
    id: `wallet-${kinds.length - index}`,
    kind,
    chain: 'eip155:1',
    address: null,
    custodian: 'self',
  })),
  execution: { ...IN_DOLLARS.execution, vault: null },
});

describe('readMandate', () => {
  const stop = (kind: 'hold' | 'freeze'): Partial<World> => ({
    carried: { stop: { kind, reason: 'drill', atSeconds: START } },
  });

  it.each<readonly [string, Partial<World>, readonly (string | null)[]]>([
    ['a calm day allows everything', {}, [null, null, null, null, null, null]],
    ['hold', stop('hold'), [null, 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD']],
    ['freeze', stop('freeze'), [null, 'FREEZE', 'FREEZE', 'FREEZE', 'FREEZE', 'FREEZE']],
    ['a frozen vault', { vault: { mode: 'frozen' } }, [null, 'FROZEN', 'FROZEN', 'FROZEN', 'FROZEN', 'FROZEN']],
    ['an exit-only vault', { vault: { mode: 'exitOnly' } }, [null, null, 'EXIT_ONLY', null, 'EXIT_ONLY', null]],
    ['an emergency', { supply: '112000000' }, [null, null, 'EXIT_ONLY', null, 'EXIT_ONLY', null]],
    ['a defensive level', { supply: '104500000' }, [null, null, null, null, 'LEVEL', null]],
    ['nodes that disagree', { agreement: 'disagreed' }, [null, null, 'NODES_DISAGREE', null, 'NODES_DISAGREE', null]],
    [
      'a disabled base',
      { prices: { ...CALM.prices, usdt: '0.93' }, fallenSince: { usdt: START - 7200 } },
      [null, null, 'EXIT_ONLY', 'BASE_DISABLED', 'EXIT_ONLY', null],
    ],
    [
      'an intent in flight',
      { carried: { inFlight: [{ planHash: '0x01', index: 2 }] } },
      ['IN_FLIGHT', 'IN_FLIGHT', 'IN_FLIGHT', 'IN_FLIGHT', 'IN_FLIGHT', 'IN_FLIGHT'],
    ],
    [
      'a vault that could not be read',
      { hasVault: false },
      ['VAULT_UNKNOWN', 'VAULT_UNKNOWN', 'VAULT_UNKNOWN', 'VAULT_UNKNOWN', 'VAULT_UNKNOWN', 'VAULT_UNKNOWN'],
    ],
    [
      'wallets without a vault',
      { hasVault: false, policy: observed(['safe']) },
      [null, null, null, null, null, 'NO_VAULT'],
    ],
    [
      'custodians alone',
      { hasVault: false, policy: observed(['custodian']) },
      ['NO_ACTOR', 'NO_ACTOR', 'NO_ACTOR', 'NO_ACTOR', 'NO_ACTOR', 'NO_ACTOR'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(codes(mandateOf(change))).toEqual(expected);
  });

  it('the vault acts alone where the policy names one; wallets act by id where it does not', () => {
    expect(mandateOf({}).actors).toEqual(['vault']);
    expect(mandateOf({ hasVault: false, policy: observed(['safe', 'eoa', 'custodian']) }).actors).toEqual([
      'wallet-2',
      'wallet-3',
    ]);
  });

  it('a vault account at another address than the vault of the policy does not act', () => {
    const policy: Policy = {
      ...IN_DOLLARS,
      accounts: IN_DOLLARS.accounts.map((account) => ({ ...account, address: `0x${'ee'.repeat(20)}` })),
    };
    expect(mandateOf({ policy }).all?.code).toBe('NO_ACTOR');
  });

  it('every ban says why in words', () => {
    for (const change of [stop('hold'), { vault: { mode: 'frozen' as const } }, { supply: '112000000' }])
      expect(mandateOf(change).entry?.reason).toMatch(/\w+ \w+/);
  });
});

describe('what may be bought and sold', () => {
  const bans = (change: Partial<World>, assetId: string): (string | null)[] => {
    const view = contextOf(change).assets.find((item) => item.assetId === assetId);
    return [view?.buyBan?.code ?? null, view?.sellBan?.code ?? null];
  };

  it.each<readonly [string, Partial<World>, string, readonly (string | null)[]]>([
    ['a sound asset', {}, 'usdc', [null, null]],
    ['a governance token', {}, 'gov', ['ENDOGENOUS', 'ENDOGENOUS']],
    ['one low print', { prices: { ...CALM.prices, usdc: ['0.9', '1', '1'] } }, 'usdc', ['BELOW_THRESHOLD', null]],
    [
      'iffy',
      { prices: { ...CALM.prices, usdc: '0.985' }, fallenSince: { usdc: START - 7200 } },
      'usdc',
      ['ASSET_IFFY', null],
    ],
    [
      'disabled',
      { prices: { ...CALM.prices, usdc: '0.97' }, fallenSince: { usdc: START - 7200 } },
      'usdc',
      ['ASSET_DISABLED', null],
    ],
    ['no answer at all', { prices: { ...CALM.prices, usdc: null } }, 'usdc', ['ASSET_UNKNOWN', 'ASSET_UNKNOWN']],
    [
      'one answer left',
      { prices: { ...CALM.prices, usdc: ['1', null, null] } },
      'usdc',
      ['ASSET_UNKNOWN', 'ASSET_UNKNOWN'],
    ],
    ['a fall too fast to catch', { prices: { ...CALM.prices, weth: '600' } }, 'weth', ['VELOCITY', null]],
  ])('%s', (_name, change, assetId, expected) => {
    expect(bans(change, assetId)).toEqual(expected);
  });

  it('closed to entry on chain closes buying, and leaves selling open', () => {
    const assets = contextOf().snapshot.vault?.assets ?? [];
    const closed = assets.map((asset) => ({ ...asset, isEntryAllowed: asset.assetId !== 'usdc' }));
    expect(bans({ vault: { assets: closed } }, 'usdc')).toEqual(['ENTRY_FORBIDDEN', null]);
  });

  it('disabled on chain counts at once, whatever the evidence', () => {
    const assets = contextOf().snapshot.vault?.assets ?? [];
    const disabled = assets.map((asset) => ({ ...asset, isDisabled: asset.assetId === 'usdc' }));
    expect(bans({ vault: { assets: disabled } }, 'usdc')[0]).toBe('ASSET_DISABLED');
  });
});
