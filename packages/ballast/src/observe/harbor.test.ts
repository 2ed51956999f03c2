// Observation of the embedded reserve: real Uniswap, real Aave, the vault and its queue.
import { decodeFunctionResult, encodeFunctionData, parseAbi, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hashArtefact,
  loadPolicy,
  proveState,
  raw,
  swapExactIn,
  type Address,
  type Policy,
  type PoolState,
  type Snapshot,
} from '@ballast/core';
import { callRpc } from '../venues/rpc.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import { observe, type Observation } from './observe.ts';

const quoterAbi = parseAbi([
  'struct Question { address tokenIn; address tokenOut; uint256 amountIn; uint24 fee; uint160 sqrtPriceLimitX96; }',
  'function quoteExactInputSingle(Question question) returns (uint256 amountOut, uint160 sqrtPriceX96After, uint32 initializedTicksCrossed, uint256 gasEstimate)',
]);
const poolAbi = parseAbi([
  'function setReservePause(address asset, bool paused)',
  'function setReserveFreeze(address asset, bool freeze)',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referral)',
  'function borrow(address asset, uint256 amount, uint256 rateMode, uint16 referral, address onBehalfOf)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transfer(address to, uint256 amount) returns (bool)',
]);

let world: LocalWorld;
let policy: Policy;
let documentHash: Hex;
beforeAll(async () => {
  world = await createLocalWorld({ seed: 7, steps: 24 });
  ({ policy, documentHash } = loadPolicy(world.policyText ?? '', 'harbor.policy.yaml'));
  for (let step = 0; step < 6; step += 1) await world.advance();
});
afterAll(async () => {
  await world.stop();
});

const look = (law: Policy = policy, withProofs = false): Promise<Observation> =>
  observe({
    policy: law,
    policyHash: documentHash,
    cycle: 1,
    previous: null,
    rpcs: world.rpcs,
    attested: [],
    withProofs,
    previousContracts: [],
  });
const snapshotOf = async (law: Policy = policy): Promise<Snapshot> => (await look(law)).snapshot;
const tokenOf = (assetId: string): Address => world.addresses.tokens.tokens.get(assetId) ?? '0x';

/** Runs something on the chain and takes it back afterwards. */
async function inPassing(work: () => Promise<void>): Promise<void> {
  const id = await callRpc<Hex>(world.rpc, 'evm_snapshot', []);
  await work();
  expect(await callRpc<boolean>(world.rpc, 'evm_revert', [id])).toBe(true);
}

async function send(from: Address, to: Address, functionName: string, args: readonly unknown[]): Promise<void> {
  const data = encodeFunctionData({ abi: poolAbi, functionName, args } as never);
  await callRpc(world.rpc, 'anvil_impersonateAccount', [from]);
  await callRpc(world.rpc, 'anvil_setBalance', [from, '0xde0b6b3a7640000']);
  const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0x1e8480' }]);
  await callRpc(world.rpc, 'evm_mine', []);
  const receipt = await callRpc<{ readonly status: Hex }>(world.rpc, 'eth_getTransactionReceipt', [hash]);
  expect(`${functionName} ${receipt.status}`).toBe(`${functionName} 0x1`);
}

async function quote(pool: PoolState, zeroForOne: boolean, amountIn: bigint): Promise<bigint> {
  const [from, to] = zeroForOne ? [pool.asset0, pool.asset1] : [pool.asset1, pool.asset0];
  const question = {
    tokenIn: tokenOf(from),
    tokenOut: tokenOf(to),
    amountIn,
    fee: pool.feePips,
    sqrtPriceLimitX96: 0n,
  };
  const data = encodeFunctionData({ abi: quoterAbi, args: [question] });
  const answer = await callRpc<Hex>(world.rpc, 'eth_call', [{ to: world.addresses.uniswap.quoter, data }, 'latest']);
  return decodeFunctionResult({ abi: quoterAbi, functionName: 'quoteExactInputSingle', data: answer })[0];
}

describe('the embedded reserve', () => {
  it('is observed whole in five round trips, with nothing unknown', async () => {
    const before = world.rpc.roundTrips();
    const snapshot = await snapshotOf();
    expect(world.rpc.roundTrips() - before).toBe(5);
    expect(snapshot.unknowns).toEqual([]);
    expect(snapshot.alerts).toEqual([]);
    expect(snapshot.prices.every((price) => price.priceWad !== null && (price.ageSeconds ?? -1) >= 0)).toBe(true);
    expect(snapshot.pools.map((pool) => pool.venueId)).toEqual(
      policy.venues.filter((venue) => venue.kind === 'uniswap-v3').map((venue) => venue.id),
    );
  });

  it('gives the same bytes when looked at twice', async () => {
    expect(hashArtefact(await snapshotOf())).toBe(hashArtefact(await snapshotOf()));
  });

  it('has its vault, supply and queue of redemptions', async () => {
    const { vault, liabilities } = await snapshotOf();
    expect(vault).toMatchObject({ mode: 'run', policyDocumentHash: documentHash, baseAssetId: 'USDC' });
    expect(liabilities[0]?.supplyRaw).toBeGreaterThan(0n);
    expect(liabilities[0]?.pending.length).toBeGreaterThan(0);
    for (const claim of liabilities[0]?.pending ?? []) {
      expect(claim.payoutAssetId).toBe('USDC');
      expect(claim.dueAtSeconds).toBeGreaterThan(claim.requestedAtSeconds);
    }
  });

  it('proves balances and supply by state proofs', async () => {
    const { snapshot, proofs } = await look(policy, true);
    if (proofs === null) throw new TypeError('no proofs');
    const idle = snapshot.holdings.filter((holding) => holding.where === 'idle').map((holding) => holding.id);
    expect(proofs.balances.map((item) => item.holdingId)).toEqual(idle);
    expect(proofs.totalSupplies).toHaveLength(1);
    const deployed = snapshot.holdings.filter((holding) => holding.venueId !== null).map((holding) => holding.id);
    expect(proofs.receipts.map((item) => item.holdingId).toSorted()).toEqual(deployed.toSorted());
    expect(new Set(proofs.receipts.map((item) => item.form))).toEqual(new Set(['scaled', 'share']));
    expect(proveState({ proofs, snapshot, policy }).filter((item) => !item.ok)).toEqual([]);
  });

  it('depth read tick by tick swaps to what the real quoter says, both ways, small and large', async () => {
    const { pools } = await snapshotOf();
    const fractions = [1_000_000n, 1_000n, 50n, 5n];
    let crossings = 0;
    for (const pool of pools) {
      for (const zeroForOne of [true, false]) {
        const balance = await callRpc<Hex>(world.rpc, 'eth_call', [
          {
            to: tokenOf(zeroForOne ? pool.asset0 : pool.asset1),
            data: `0x70a08231${pool.pool.slice(2).padStart(64, '0')}`,
          },
          'latest',
        ]);
        for (const fraction of fractions) {
          const amount = BigInt(balance) / fraction;
          const ours = swapExactIn(pool, zeroForOne, raw(amount));
          if (!ours.isComplete) continue;
          expect(ours.amountOutRaw).toBe(await quote(pool, zeroForOne, amount));
          crossings += pool.ticks.some(
            ({ tick }) => tick > Math.min(pool.tick, ours.pool.tick) && tick <= Math.max(pool.tick, ours.pool.tick),
          )
            ? 1
            : 0;
        }
      }
    }
    expect(crossings).toBeGreaterThan(0);
  });
});

describe('the real lending market', () => {
  const configurator = (): Address => world.addresses.aave.configurator;
  const lending = (snapshot: Snapshot, venueId: string) => snapshot.lending.find((item) => item.venueId === venueId);
  const position = (snapshot: Snapshot, id: string) => snapshot.holdings.find((item) => item.id === id);

  it('withdrawable is our deposit or the cash there is, whichever is less', async () => {
    const snapshot = await snapshotOf();
    for (const market of snapshot.lending) {
      const held = position(snapshot, `${market.assetId}@vault/${market.venueId}`);
      const [amount, cash] = [held?.amountRaw ?? -1n, market.availableLiquidityRaw];
      expect(held?.withdrawableRaw).toBe(amount < cash ? amount : cash);
      expect(market.suppliedRaw).toBeGreaterThanOrEqual(market.totalDebtRaw);
      expect(market.liquidityRateRay).toBeGreaterThan(0n);
      // Cash and debt make up what is supplied, but for the treasury's share not yet minted.
      const gap = market.totalDebtRaw + cash - market.suppliedRaw;
      expect(gap < market.suppliedRaw / 1_000n && gap > -market.suppliedRaw / 1_000n).toBe(true);
    }
  });

  it('a paused reserve returns nothing now and is said; a frozen one still pays out', async () => {
    await inPassing(async () => {
      await send(world.cast.owner, configurator(), 'setReservePause', [tokenOf('USDC'), true]);
      await send(world.cast.owner, configurator(), 'setReserveFreeze', [tokenOf('DAI'), true]);
      const snapshot = await snapshotOf();
      expect(lending(snapshot, 'aave-usdc')).toMatchObject({ isPaused: true, isFrozen: false });
      expect(position(snapshot, 'USDC@vault/aave-usdc')).toMatchObject({ withdrawableRaw: 0n });
      expect(position(snapshot, 'USDC@vault/aave-usdc')?.amountRaw).toBeGreaterThan(0n);
      expect(lending(snapshot, 'aave-dai')).toMatchObject({ isPaused: false, isFrozen: true });
      expect(position(snapshot, 'DAI@vault/aave-dai')?.withdrawableRaw).toBeGreaterThan(0n);
      expect(snapshot.contracts.find((item) => item.subject === 'venue:aave-usdc')?.isPaused).toBe(true);
    });
  });

  it('deposits of an account that has borrowed are encumbered, and the debt is said to be missing', async () => {
    const wallet: Address = '0x00000000000000000000000000000000000b0b0b';
    const law: Policy = {
      ...policy,
      accounts: [
        ...policy.accounts,
        { id: 'wallet', kind: 'eoa', chain: policy.chains[0]?.id ?? '', address: wallet, custodian: 'own' },
      ],
    };
    await inPassing(async () => {
      const { pool } = world.addresses.aave;
      const vault = world.addresses.reserve.vault;
      const wbtc = tokenOf('WBTC');
      await send(vault, wbtc, 'transfer', [wallet, 10n ** 8n]);
      await send(wallet, wbtc, 'approve', [pool, 10n ** 8n]);
      await send(wallet, pool, 'supply', [wbtc, 10n ** 8n, wallet, 0]);
      await send(wallet, pool, 'borrow', [tokenOf('DAI'), 10n ** 21n, 2n, 0, wallet]);
      await send(wallet, tokenOf('DAI'), 'approve', [pool, 10n ** 20n]);
      await send(wallet, pool, 'supply', [tokenOf('DAI'), 10n ** 20n, wallet, 0]);
      const snapshot = await snapshotOf(law);
      expect(position(snapshot, 'DAI@wallet/aave-dai')).toMatchObject({ where: 'encumbered', withdrawableRaw: 0n });
      expect(snapshot.unknowns).toContainEqual(
        expect.objectContaining({ what: 'DAI@wallet/aave-dai', code: 'ACCOUNT_HAS_DEBT' }),
      );
      expect(position(snapshot, 'DAI@vault/aave-dai')?.where).toBe('deployed');
    });
  });

  it('a receipt that is not the market’s own is refused', async () => {
    const law: Policy = {
      ...policy,
      venues: policy.venues.map((venue) => (venue.id === 'aave-usdc' ? { ...venue, receipt: tokenOf('USDT') } : venue)),
    };
    const snapshot = await snapshotOf(law);
    expect(snapshot.unknowns).toContainEqual(
      expect.objectContaining({ what: 'venue:aave-usdc', code: 'VENUE_RECEIPT_MISMATCH' }),
    );
    expect(position(snapshot, 'USDC@vault/aave-usdc')).toMatchObject({ amountRaw: null, withdrawableRaw: null });
    expect(lending(snapshot, 'aave-usdc')).toBeUndefined();
  });

  it('proxies are named with what stands behind them', async () => {
    const { contracts } = await snapshotOf();
    expect(contracts.find((item) => item.subject === 'receipt:aave-usdc')?.implementation).toMatch(/^0x[0-9a-f]{40}$/);
    expect(contracts.find((item) => item.subject === 'venue:aave-usdc')?.implementation).toMatch(/^0x[0-9a-f]{40}$/);
  });
});

describe('the vault’s liability', () => {
  it('is unknown when the vault does not answer: supply alone would understate what is owed', async () => {
    const vault = policy.execution.vault;
    if (vault === null) throw new TypeError('no vault');
    const law: Policy = {
      ...policy,
      execution: { ...policy.execution, vault: { ...vault, address: world.addresses.steady } },
    };
    const snapshot = await snapshotOf(law);
    expect(snapshot.vault).toBeNull();
    expect(snapshot.liabilities[0]?.supplyRaw).toBeNull();
    expect(snapshot.unknowns.map((item) => item.code)).toContain('VAULT_UNREADABLE');
  });
});
