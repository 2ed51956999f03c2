// The list of what is measured: one entry a call. A call added to the vault is added here, and nowhere else.
import { encodeFunctionData, parseAbi, type Abi } from 'viem';
import { loadPolicy, type Address, type Policy } from '@ballast/core';
import { encodeAdoptPolicy } from '../../packages/ballast/src/venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../../packages/ballast/src/venues/ballast-vault/vaultAbi.ts';
import type { WorldAddresses } from '../../packages/ballast/src/worlds/local/buildHarbor.ts';
import type { BenchWorld } from '../../packages/ballast/src/worlds/local/createBenchWorld.ts';
import { swapRouterAbi } from '../../packages/ballast/src/worlds/local/deployUniswap.ts';
import type { GasCall } from './gasChain.ts';

/** A call, what comes before it, and what it is compared with. */
export interface MeasuredCall {
  readonly id: string;
  readonly what: string;
  readonly call: GasCall;
  /** Sent before it, from the same state every time; time passes between them and the call. */
  readonly before?: readonly GasCall[];
  readonly waitSeconds?: number;
  /** The measured call that does the same without a guard, and the most of its warm gas this may cost. */
  readonly bare?: string;
  readonly goal?: number;
}

const TOKEN = parseAbi([
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transfer(address to, uint256 amount) returns (bool)',
]);
const SAVINGS = parseAbi([
  'function deposit(uint256 assets, address receiver) returns (uint256)',
  'function withdraw(uint256 assets, address receiver, address owner) returns (uint256)',
]);
const AAVE = parseAbi([
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
]);
const BOOK = parseAbi(['function poke()']);
const ATTESTOR = parseAbi(['function setAttester(address account)', 'function attest(bytes32 hash)']);
const AUCTION = parseAbi([
  'function open(address sold, address bought, uint256 amount, bool isExit)',
  'function close(address sold)',
  'function fill(address sold, uint256 amount, uint256 maxPay) returns (uint256 paid)',
]);
const ANY = 2n ** 256n - 1n;
const UNIT = { USDC: 10n ** 6n, WETH: 10n ** 18n, hUSD: 10n ** 18n } as const;
const FAR_DEADLINE = 2n ** 64n;
/** Longer than the law's total is used for, far shorter than a heartbeat. */
const STALE_SECONDS = 900;
/** Long enough for the total to take in what the set-up gives, within every heartbeat. */
const SETTLE_SECONDS = 4 * 3_600;
/** The document's queue of an hour, and a block. */
const QUEUE_SECONDS = 3_600;

/** Who does what to prepare, and everything measured, in the order in which it is first done. */
export interface GasScript {
  /** Sent once: the market's account gives tokens and approvals, so that no balance or allowance is first of its kind. */
  readonly setUp: readonly GasCall[];
  /** Waited after it: the total counted grows by its cap alone. */
  readonly settleSeconds: number;
  readonly calls: readonly MeasuredCall[];
}

/** What the script is written for. */
export interface GasScene {
  readonly cast: BenchWorld['cast'];
  readonly policyText: string;
  readonly addresses: WorldAddresses;
  readonly parts: VaultParts;
}

/** Contracts of a vault that are called by themselves. */
export interface VaultParts {
  readonly book: Address;
  readonly auction: Address;
  readonly attestor: Address;
}

/** Writes the script for a bench world. Pure. */
export function measuredCalls({ cast, policyText, addresses, parts }: GasScene): GasScript {
  const { policy, documentHash } = loadPolicy(policyText, 'bench.yaml');
  const { tokens, uniswap, aave, steady, reserve, market } = addresses;
  const { keeper, owner } = cast;
  const trader = cast.holders[0] ?? owner;
  const [usdc = '0x', weth = '0x', wbtc = '0x'] = ['USDC', 'WETH', 'WBTC'].map((id) => tokens.tokens.get(id));
  const fee = uniswap.pools.find((pool) => pool.plan.assetId === 'WETH')?.plan.feePips ?? 0;
  const venueAt = (id: string): bigint => BigInt(lentVenues(policy).findIndex((venue) => venue.id === id));

  const by = (from: Address, to: Address, abi: Abi, functionName: string, args: readonly unknown[]): GasCall => ({
    from,
    to,
    data: encodeFunctionData({ abi, functionName, args: [...args] }),
  });
  const vault = (from: Address, functionName: string, args: readonly unknown[]): GasCall =>
    by(from, reserve.vault, vaultAbi, functionName, args);
  const poke = by(trader, parts.book, BOOK, 'poke', []);
  const request = vault(trader, 'requestRedemption', [1_000n * UNIT.hUSD]);
  const bareSwap = (tokenIn: Address, tokenOut: Address, amountIn: bigint): GasCall =>
    by(trader, uniswap.router, swapRouterAbi(), 'exactInputSingle', [
      {
        tokenIn,
        tokenOut,
        fee,
        recipient: trader,
        deadline: FAR_DEADLINE,
        amountIn,
        amountOutMinimum: 1n,
        sqrtPriceLimitX96: 0n,
      },
    ]);
  const [sold, bought] = [10n * UNIT.WETH, 10_000n * UNIT.USDC];
  const lent = 10_000n * UNIT.USDC;
  const guarded = (tokenIn: Address, tokenOut: Address, amountIn: bigint): GasCall =>
    vault(keeper, 'swap', [tokenIn, tokenOut, fee, amountIn, 0n, false]);
  const open = by(keeper, parts.auction, AUCTION, 'open', [weth, usdc, 20n * UNIT.WETH, false]);
  const close = by(keeper, parts.auction, AUCTION, 'close', [weth]);
  const fill = (amount: bigint): GasCall => by(trader, parts.auction, AUCTION, 'fill', [weth, amount, ANY]);
  const adopt = (changed: Policy): GasCall => ({
    from: owner,
    to: reserve.vault,
    data: encodeAdoptPolicy(changed, documentHash),
  });

  return {
    setUp: [
      by(market, weth, TOKEN, 'transfer', [trader, 1_000n * UNIT.WETH]),
      by(market, usdc, TOKEN, 'transfer', [trader, 10_000_000n * UNIT.USDC]),
      // WETH above its target, so that it may be sold, and with it every other asset below its own.
      by(market, weth, TOKEN, 'transfer', [reserve.vault, 2_000n * UNIT.WETH]),
      ...[uniswap.router, aave.pool, steady, reserve.vault, parts.auction].map((spender) =>
        by(trader, usdc, TOKEN, 'approve', [spender, ANY]),
      ),
      by(trader, weth, TOKEN, 'approve', [uniswap.router, ANY]),
      by(owner, parts.attestor, ATTESTOR, 'setAttester', [keeper]),
    ],
    settleSeconds: SETTLE_SECONDS,
    calls: [
      { id: 'bareSwap', what: 'router swap, bare', call: bareSwap(weth, usdc, sold) },
      {
        id: 'swap',
        what: 'swap into the base',
        call: guarded(weth, usdc, sold),
        before: [poke],
        bare: 'bareSwap',
        goal: 1.6,
      },
      {
        id: 'swapDue',
        what: 'swap, total due',
        call: guarded(weth, usdc, sold),
        before: [poke],
        waitSeconds: STALE_SECONDS,
        bare: 'bareSwap',
      },
      { id: 'bareSwapBack', what: 'router swap back, bare', call: bareSwap(usdc, wbtc, bought) },
      {
        id: 'swapRiskier',
        what: 'swap into a larger haircut',
        call: guarded(usdc, wbtc, bought),
        before: [poke],
        bare: 'bareSwapBack',
      },
      {
        id: 'bareSavingsDeposit',
        what: 'ERC-4626 deposit, bare',
        call: by(trader, steady, SAVINGS, 'deposit', [lent, trader]),
      },
      {
        id: 'savingsDeposit',
        what: 'deposit in ERC-4626',
        call: vault(keeper, 'deposit', [venueAt('steady'), lent]),
        before: [poke],
        bare: 'bareSavingsDeposit',
      },
      {
        id: 'bareSavingsWithdraw',
        what: 'ERC-4626 withdraw, bare',
        call: by(trader, steady, SAVINGS, 'withdraw', [lent / 4n, trader, trader]),
      },
      {
        id: 'savingsWithdraw',
        what: 'withdraw from ERC-4626',
        call: vault(keeper, 'withdraw', [venueAt('steady'), lent / 4n]),
        bare: 'bareSavingsWithdraw',
      },
      {
        id: 'bareAaveDeposit',
        what: 'Aave supply, bare',
        call: by(trader, aave.pool, AAVE, 'supply', [usdc, lent, trader, 0]),
      },
      {
        id: 'aaveDeposit',
        what: 'deposit in Aave v3',
        call: vault(keeper, 'deposit', [venueAt('aave-USDC'), lent]),
        before: [poke],
        bare: 'bareAaveDeposit',
      },
      {
        id: 'bareAaveWithdraw',
        what: 'Aave withdraw, bare',
        call: by(trader, aave.pool, AAVE, 'withdraw', [usdc, lent / 4n, trader]),
      },
      {
        id: 'aaveWithdraw',
        what: 'withdraw from Aave v3',
        call: vault(keeper, 'withdraw', [venueAt('aave-USDC'), lent / 4n]),
        bare: 'bareAaveWithdraw',
      },
      { id: 'mint', what: 'mint', call: vault(trader, 'mint', [usdc, 50_000n * UNIT.USDC, 0n]), before: [poke] },
      { id: 'requestRedemption', what: 'request a redemption', call: request },
      {
        id: 'payOne',
        what: 'pay one claim',
        call: vault(trader, 'payRedemptions', [1n]),
        before: [request],
        waitSeconds: QUEUE_SECONDS,
      },
      {
        id: 'payTen',
        what: 'pay ten claims',
        call: vault(trader, 'payRedemptions', [10n]),
        before: Array<GasCall>(10).fill(request),
        waitSeconds: QUEUE_SECONDS,
      },
      {
        id: 'auctionOpen',
        what: 'auction, open',
        call: open,
        // After one that was sold out.
        before: [poke, close, open, fill(20n * UNIT.WETH)],
      },
      { id: 'auctionFill', what: 'auction, fill half', call: fill(10n * UNIT.WETH), before: [poke, close, open] },
      { id: 'auctionFillAll', what: 'auction, fill all', call: fill(20n * UNIT.WETH), before: [poke, close, open] },
      {
        id: 'attest',
        what: 'attest',
        call: by(keeper, parts.attestor, ATTESTOR, 'attest', [documentHash]),
      },
      { id: 'poke', what: 'poke', call: poke },
      { id: 'adoptPolicy', what: 'adopt a policy, one value changed', call: adopt(withTurnover(policy)) },
    ],
  };
}

const lentVenues = (policy: Policy) => policy.venues.filter((venue) => venue.kind !== 'uniswap-v3');

/** The document with one number of its limits changed. */
const withTurnover = (policy: Policy): Policy => ({
  ...policy,
  limits: { ...policy.limits, turnoverPerDayWad: policy.limits.lossPerDayWad },
});
