import { sha256Text, type Address, type Hex } from '@ballast/core';
import { readArtifact } from './artifacts.ts';
import { tokenOf, TokenNotPlanned, type MarketPlan } from './marketPlan.ts';
import { rawTokens } from './poolMath.ts';
import type { Site } from './site.ts';

/** Tokens, feeds and the pull oracle of a world, by asset id. */
export interface TokenSet {
  readonly tokens: ReadonlyMap<string, Address>;
  readonly feeds: ReadonlyMap<string, { readonly chainlink: Address; readonly exchange: Address }>;
  readonly pyth: Address;
  readonly pythIds: ReadonlyMap<string, Hex>;
  readonly weth: Address;
  /** Assets a savings share stands for. */
  readonly underlying: ReadonlyMap<string, string>;
}

/** What the market holds of each token to begin with, in dollars. */
const MARKET_USD = 5_000_000_000;
const FEED_DECIMALS = 8;
/** Widest answers a feed can give, in its own units: a cent of a cent to a hundred million dollars. */
const [MIN_ANSWER, MAX_ANSWER] = [1n, 10_000_000_000_000_000n];

/** Deploys tokens, two feeds an asset and Pyth's mock; the market account issues and operates them. */
export function deployTokens(
  site: Site,
  plan: MarketPlan,
  underlying: ReadonlyMap<string, string>,
  priceOf: (assetId: string) => number,
): TokenSet {
  const wethArtifact = readArtifact('canonical-weth/build/contracts/WETH9.json');
  const weth = site.deployer.deploy('WETH9', wethArtifact);
  const tokens = new Map<string, Address>();
  for (const token of plan.tokens) {
    if (token.kind === 'wrapped') tokens.set(token.id, weth);
    if (token.kind === 'issued') tokens.set(token.id, site.create('TestToken', [token.name, token.id, token.decimals]));
  }
  for (const token of plan.tokens) {
    const asset = tokens.get(underlying.get(token.id) ?? '');
    if (token.kind === 'savings') tokens.set(token.id, site.create('TestSavings4626', [asset, token.name, token.id]));
  }
  const feeds = new Map<string, { readonly chainlink: Address; readonly exchange: Address }>();
  const pythIds = new Map<string, Hex>();
  for (const { id } of plan.tokens) {
    const feed = (operator: string): Address =>
      site.create('TestFeed', [`${id} / USD, ${operator}`, FEED_DECIMALS, MIN_ANSWER, MAX_ANSWER]);
    feeds.set(id, { chainlink: feed('aggregator network'), exchange: feed('one exchange') });
    pythIds.set(id, sha256Text(`pyth/${id}/USD`));
  }
  const pyth = site.deployer.deploy('MockPyth', site.contract('MockPyth'), [60n, 0n]);
  site.flush('tokens and feeds');
  const set: TokenSet = { tokens, feeds, pyth, pythIds, weth, underlying };
  for (const token of plan.tokens) {
    const amount = rawTokens(MARKET_USD / priceOf(token.id), token.decimals);
    const address = addressOf(set, token.id);
    if (token.kind === 'wrapped') site.batch.call(address, wethArtifact.abi, 'deposit', [], { value: amount });
    if (token.kind === 'issued') site.batch.call(address, site.contract('TestToken').abi, 'mint', [site.mover, amount]);
  }
  return set;
}

/** Fills savings vaults so that a share is worth `ratio` of its underlying from the first block. */
export function fundSavings(
  site: Site,
  plan: MarketPlan,
  set: TokenSet,
  vaults: readonly { readonly vault: Address; readonly assetId: string; readonly ratio: number }[],
  usd: number,
  priceOf: (assetId: string) => number,
): void {
  const [token, savings] = [site.contract('TestToken').abi, site.contract('TestSavings4626').abi];
  for (const { vault, assetId, ratio } of vaults) {
    const { decimals } = tokenOf(plan, assetId);
    const shares = usd / priceOf(assetId);
    site.batch.call(addressOf(set, assetId), token, 'approve', [vault, 2n ** 256n - 1n]);
    site.batch.call(vault, savings, 'deposit', [rawTokens(shares, decimals), site.mover]);
    site.batch.call(addressOf(set, assetId), token, 'mint', [vault, rawTokens(shares * (ratio - 1), decimals)]);
  }
}

/** The token of an asset this world has. */
export function addressOf(set: TokenSet, assetId: string): Address {
  const address = set.tokens.get(assetId);
  if (address === undefined) throw new TokenNotPlanned(assetId);
  return address;
}
