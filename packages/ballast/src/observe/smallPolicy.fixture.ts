import type { Address } from '@ballast/core';

/** One token of the small world. */
export interface SmallToken {
  readonly id: string;
  readonly address: Address;
  readonly decimals: number;
  readonly feedA: Address;
  readonly feedB: Address;
  readonly pythId: string;
}

export interface SmallAddresses {
  readonly aggregator: Address;
  readonly pyth: Address;
  readonly tokens: readonly SmallToken[];
  readonly pool: Address;
  readonly manager: Address;
  readonly savings: Address;
  readonly liability: Address;
  readonly wallet: Address;
  readonly treasury: Address;
}

export const CHAIN = 'eip155:31337';

/** A policy over the small world: a wallet and a Safe, no vault. `extra` is appended to the top level. */
export function smallPolicy(
  a: SmallAddresses,
  options: { readonly approvers?: readonly string[]; readonly sequencer?: Address } = {},
): string {
  const assets = a.tokens.map((token, index) => {
    const quoted =
      index === 1
        ? `
        - { id: ${token.id}-pool, venue: uniswap-v3, chain: "${CHAIN}", address: "${a.pool}", origin: uniswap, heartbeat: 1h, minPrice: 0.01, maxPrice: 100000, quote: ${a.tokens[0]?.id ?? ''} }`
        : '';
    return `
  - id: ${token.id}
    name: ${token.id}
    class: ${index === 1 ? 'crypto' : 'stablecoin'}
    issuer: issuer-${token.id}
    base: ${index === 0}
    deployments: [{ chain: "${CHAIN}", address: "${token.address}", decimals: ${token.decimals} }]
    targetWeight: ${index === 0 ? '100%' : '0%'}
    maxWeight: 100%
    haircutFloor: 1%
    liquidityTier: now
    pricing:
      method: consensus
      dailyVolatility: 5%
      sources:
        - { id: ${token.id}-a, venue: chainlink, chain: "${CHAIN}", address: "${token.feedA}", origin: chainlink, heartbeat: 1h, minPrice: 0.01, maxPrice: 100000, quote: USD }
        - { id: ${token.id}-b, venue: chainlink, chain: "${CHAIN}", address: "${token.feedB}", origin: exchange, heartbeat: 1h, minPrice: 0.01, maxPrice: 100000, quote: USD }
        - { id: ${token.id}-pyth, venue: pyth, chain: "${CHAIN}", address: "${a.pyth}", feedId: "${token.pythId}", origin: pyth, heartbeat: 1h, minPrice: 0.01, maxPrice: 100000, quote: USD }${quoted}
    states: { iffyDeviation: 1%, iffyFor: 10m, disabledDeviation: 3%, disabledFor: 30m, recoverDeviation: 50 bps, recoverFor: 12h }`;
  });
  const [base, other] = a.tokens;
  return `version: 1
reserve: small
name: Small reserve
effective: 2026-01-01
numeraire: USD
chains:
  - { id: "${CHAIN}", name: local, aggregator: "${a.aggregator}"${options.sequencer === undefined ? '' : `, sequencerFeed: "${options.sequencer}"`} }
accounts:
  - { id: wallet, kind: eoa, chain: "${CHAIN}", address: "${a.wallet}", custodian: own }
  - { id: treasury, kind: safe, chain: "${CHAIN}", address: "${a.treasury}", custodian: own }
  - { id: bank, kind: custodian, custodian: first-bank }
assets:${assets.join('')}
  - id: USD
    name: Dollars in a bank
    class: fiat
    issuer: first-bank
    haircutFloor: 1%
    liquidityTier: day
    peg: 1
    pricing: { method: par, dailyVolatility: 0% }
    states: { iffyDeviation: 1%, iffyFor: 10m, disabledDeviation: 3%, disabledFor: 30m, recoverDeviation: 50 bps, recoverFor: 12h }
venues:
  - { id: pool, kind: uniswap-v3, chain: "${CHAIN}", address: "${a.pool}", operator: uniswap, assets: [${other?.id ?? ''}, ${base?.id ?? ''}], feePips: 3000, receipt: "${a.manager}" }
  - { id: savings, kind: erc4626, chain: "${CHAIN}", address: "${a.savings}", operator: steady, assets: [${base?.id ?? ''}], maxShare: 20%, receipt: "${a.savings}" }
liabilities:
  - { id: hUSD, name: hUSD, kind: par, chain: "${CHAIN}", token: "${a.liability}", decimals: 18, payoutAsset: ${base?.id ?? ''}, owed: payoutAsset, redemption: {}, runPerDay: 10% }
limits: { minBackingRatio: 100%, minRiskAdjustedBackingRatio: 90%, maxPegDeviation: 2%, lossPerDay: 10000, turnoverPerDay: 1000000, maxSlippage: 30 bps, exitSlippage: 250 bps, maxVaultValue: 100000000, mintCapPerDay: 1000000 }
levels: { watchBacking: 103%, defensiveBacking: 101%, emergencyBacking: 100%, calmFor: 6h }
waterfall: [surplus, holders]
roles: { approvers: [${(options.approvers ?? []).map((key) => `"${key}"`).join(', ')}] }
execution: { planLifetime: 15m, maxDrift: 50 bps }
`;
}
