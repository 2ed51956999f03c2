// One file, one idea: the whole schema of the policy document. Types, validation, JSON Schema and the
// reference page all come from here.
import { z } from 'zod';
import { bps, wad } from '../units/amounts.ts';
import {
  addressField,
  bytes32Field,
  chainField,
  countField,
  durationField,
  flagField,
  idField,
  moneyField,
  priceField,
  ratioField,
  shareField,
  textField,
  wordField,
} from './fields.ts';

const chain = (description: string) => ({ description, enforcedBy: 'chain' as const });
const engine = (description: string) => ({ description, enforcedBy: 'engine' as const });

const chainSchema = z.strictObject({
  id: chainField(engine('chain the reserve sits on')),
  name: textField(engine('name shown to people')),
  aggregator: addressField(engine('contract with the Multicall3 interface that batches reads')),
  sequencerFeed: addressField(engine('L2 sequencer uptime feed; leave out on L1')).nullable().default(null),
});

const accountSchema = z.strictObject({
  id: idField(engine('account id')),
  kind: wordField(['vault', 'safe', 'eoa', 'custodian'], engine('what holds the assets')),
  chain: chainField(engine('chain of the account; leave out for custodians')).nullable().default(null),
  address: addressField(engine('address; leave out for custodians')).nullable().default(null),
  custodian: idField(engine('counterparty that could lose or freeze them')),
});

const sourceSchema = z
  .strictObject({
    id: idField(engine('source id, unique in the policy')),
    venue: wordField(
      ['chainlink', 'pyth', 'uniswap-v3', 'erc4626', 'nav', 'attested'],
      engine('how the source is read'),
    ),
    chain: chainField(engine('chain it is read on')).nullable().default(null),
    address: addressField(
      chain("feed, pool, Pyth contract or vault; the first two chainlink feeds are the vault's own"),
    )
      .nullable()
      .default(null),
    feedId: bytes32Field(engine('Pyth price id')).nullable().default(null),
    origin: idField(engine('operator or market; one origin has one vote')),
    weight: shareField(engine('vote inside its origin, at most 100%')).default(bps(10_000)),
    heartbeat: durationField(chain('longest silence before the source is stale')),
    deviation: shareField(engine('move that makes the source update')).default(bps(50)),
    maxConfidence: shareField(engine('widest stated confidence ÷ price')).default(bps(100)),
    minPrice: priceField(chain('hard bound: unit sanity only')),
    maxPrice: priceField(chain('hard bound: unit sanity only')),
    quote: idField(engine('numeraire or asset the answer is quoted in')),
    basis: wordField(['market', 'fundamental'], engine('traded price or redemption rate')).default('market'),
  })
  .transform(({ weight, heartbeat, deviation, maxConfidence, minPrice, maxPrice, ...rest }) => ({
    ...rest,
    weightBps: weight,
    heartbeatSeconds: heartbeat,
    deviationBps: deviation,
    maxConfidenceBps: maxConfidence,
    minPriceWad: minPrice,
    maxPriceWad: maxPrice,
  }));

const statesSchema = z
  .strictObject({
    iffyDeviation: shareField(engine('below peg or slow average by this: iffy')),
    iffyFor: durationField(engine('for this long, by two origins')),
    disabledDeviation: shareField(engine('below by this: disabled')),
    disabledFor: durationField(engine('for this long, by two origins')),
    recoverDeviation: shareField(engine('back inside this')),
    recoverFor: durationField(engine('for this long before it is sound again')),
  })
  .transform((s) => ({
    iffyDeviationBps: s.iffyDeviation,
    iffyForSeconds: s.iffyFor,
    disabledDeviationBps: s.disabledDeviation,
    disabledForSeconds: s.disabledFor,
    recoverDeviationBps: s.recoverDeviation,
    recoverForSeconds: s.recoverFor,
  }));

const assetSchema = z
  .strictObject({
    id: idField(engine('asset id')),
    name: textField(engine('name shown to people')),
    class: wordField(
      ['fiat', 'stablecoin', 'tbill', 'crypto', 'lst', 'credit', 'synthetic', 'governance', 'ownLiability', 'lpShare'],
      engine('what it is; governance and ownLiability never back anything'),
    ),
    issuer: idField(engine('who could fail with it')),
    endogenous: flagField(chain("its value depends on this protocol's own health")).default(false),
    eligible: flagField(chain('may back liabilities and be bought')).default(true),
    base: flagField(chain('the asset trades settle through; exactly one')).default(false),
    deployments: z
      .array(
        z.strictObject({
          chain: chainField(engine('chain of the token')),
          address: addressField(chain('token contract')),
          decimals: countField(chain('token decimals'), 36),
          bridge: idField(engine('bridge it came over; leave out when native')).nullable().default(null),
        }),
      )
      .default([]),
    targetWeight: shareField(chain('share aimed at')).default(bps(0)),
    minWeight: shareField(engine('below this the asset is bought')).default(bps(0)),
    maxWeight: shareField(chain('above this it is sold, and never bought')).default(bps(0)),
    haircutFloor: shareField(chain('least fraction taken off before it may back')),
    liquidityTier: wordField(['now', 'hour', 'day', 'week', 'longer'], engine('when it is cash without a market')),
    peg: priceField(engine('par in the numeraire; leave out for unpegged assets')).nullable().default(null),
    depegThreshold: priceField(
      chain('both of the vault feeds below this price open the exit regime; pegged assets only'),
    )
      .nullable()
      .default(null),
    underlying: idField(engine('asset a yield-bearing share redeems for')).nullable().default(null),
    custodian: idField(engine('who keeps what stands behind it, when another than the account custodian'))
      .nullable()
      .default(null),
    exitVenues: z
      .array(idField(engine('pool it may be sold through; leave the list out for every pool that trades it')))
      .default([]),
    constituents: z
      .array(idField(engine('asset an lpShare may turn into; it is valued as the worst of them')))
      .default([]),
    growthCapPerYear: shareField(engine('most a share may gain a year; leave out when none')).nullable().default(null),
    pricing: z
      .strictObject({
        method: wordField(['consensus', 'nav', 'par'], engine('three origins, or a stated single-origin class')),
        issuerHaircut: shareField(engine('extra haircut of a single-origin class')).default(bps(0)),
        sources: z.array(sourceSchema).default([]),
        bandFloor: shareField(engine('narrowest band of the consensus')).default(bps(50)),
        bandCap: shareField(engine('widest band of the consensus')).default(bps(200)),
        dailyVolatility: ratioField(engine('one-day volatility the velocity gate multiplies by six')),
      })
      .transform((p) => ({
        method: p.method,
        issuerHaircutBps: p.issuerHaircut,
        sources: p.sources,
        bandFloorBps: p.bandFloor,
        bandCapBps: p.bandCap,
        dailyVolatilityWad: p.dailyVolatility,
      })),
    states: statesSchema,
  })
  .transform(
    ({
      endogenous,
      eligible,
      base,
      targetWeight,
      minWeight,
      maxWeight,
      haircutFloor,
      peg,
      depegThreshold,
      growthCapPerYear,
      ...rest
    }) => ({
      ...rest,
      isEndogenous: endogenous || rest.class === 'governance' || rest.class === 'ownLiability',
      isEligible: eligible,
      isBase: base,
      targetWeightBps: targetWeight,
      minWeightBps: minWeight,
      maxWeightBps: maxWeight,
      haircutFloorBps: haircutFloor,
      pegWad: peg,
      depegPriceWad: depegThreshold,
      growthCapPerYearBps: growthCapPerYear,
    }),
  );

const venueSchema = z
  .strictObject({
    id: idField(engine('venue id')),
    kind: wordField(['uniswap-v3', 'aave-v3', 'erc4626'], chain('protocol and version')),
    chain: chainField(engine('chain of the venue')),
    address: addressField(chain('pool or vault')),
    operator: idField(engine('counterparty counted for venue exposure')),
    assets: z
      .array(idField(chain('assets traded or lent here')))
      .min(1)
      .max(2),
    maxShare: shareField(chain('share of the reserve that may sit here')).default(bps(0)),
    lossGivenDefault: shareField(engine('share lost if the venue fails')).default(bps(10_000)),
    entryAllowed: flagField(chain('may be entered')).default(true),
    feePips: countField(chain('Uniswap fee in hundredths of a basis point')).nullable().default(null),
    receipt: addressField(chain('receipt token of lending and savings venues')).nullable().default(null),
  })
  .transform(({ maxShare, lossGivenDefault, entryAllowed, ...rest }) => ({
    ...rest,
    maxShareBps: maxShare,
    lossGivenDefaultBps: lossGivenDefault,
    isEntryAllowed: entryAllowed,
  }));

const redemptionSchema = z
  .strictObject({
    fee: shareField(chain('fee kept from a redemption')).default(bps(0)),
    capPerDay: moneyField(chain('most redeemed a day; leave out for none')).nullable().default(null),
    queue: durationField(chain('wait between request and payment')).default(0),
    cutOff: durationField(engine('second of the UTC day after which a request counts for the next'))
      .nullable()
      .default(null),
  })
  .transform((r) => ({ feeBps: r.fee, capPerDayWad: r.capPerDay, queueSeconds: r.queue, cutOffSecondOfDay: r.cutOff }));

const liabilityShape = {
  id: idField(engine('liability id')),
  name: textField(engine('name shown to people')),
  chain: chainField(engine('chain of the token')),
  token: addressField(chain('liability token')),
  decimals: countField(chain('decimals of the token'), 36),
  redemption: redemptionSchema,
  runPerDay: shareField(engine('share of supply assumed to leave on a bad day')),
  payoutAsset: idField(chain('asset redemptions are paid in')),
};
const liabilitySchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('par'),
      ...liabilityShape,
      owed: wordField(
        ['payoutAsset', 'numeraire'],
        chain('one unit of the payout asset, or its worth of the numeraire'),
      ),
    })
    .transform(({ runPerDay, ...rest }) => ({ ...rest, runPerDayBps: runPerDay })),
  z
    .strictObject({
      kind: z.literal('indexed'),
      ...liabilityShape,
      index: idField(engine('asset whose price is owed')),
      unitsPerToken: ratioField(engine('units of the index per token')),
    })
    .transform(({ runPerDay, unitsPerToken, ...rest }) => ({
      ...rest,
      runPerDayBps: runPerDay,
      unitsPerTokenWad: unitsPerToken,
    })),
  z
    .strictObject({
      kind: z.literal('cdp'),
      ...liabilityShape,
      collateralAssets: z.array(idField(engine('collateral of the book'))).min(1),
      manager: addressField(engine('contract that holds the positions')).nullable().default(null),
    })
    .transform(({ runPerDay, ...rest }) => ({ ...rest, runPerDayBps: runPerDay })),
]);

const limitsSchema = z
  .strictObject({
    minBackingRatio: ratioField(chain('least backing at mark')),
    minRiskAdjustedBackingRatio: ratioField(engine('least backing after haircuts')),
    liquidity: z
      .array(
        z
          .strictObject({
            horizon: wordField(['now', 'hour', 'day', 'week'], engine('by when')),
            minCoverage: shareField(engine('cash ÷ liabilities')),
          })
          .transform((l) => ({ horizon: l.horizon, minCoverageBps: l.minCoverage })),
      )
      .default([]),
    exposures: z
      .array(
        z
          .strictObject({
            kind: wordField(['issuer', 'venue', 'custodian', 'bridge', 'chain'], engine('kind of counterparty')),
            id: idField(engine('which one')),
            maxShare: shareField(engine('most of the reserve exposed to it')),
          })
          .transform((e) => ({ kind: e.kind, id: e.id, maxShareBps: e.maxShare })),
      )
      .default([]),
    maxPegDeviation: shareField(engine('widest deviation of a pegged asset')),
    tails: z
      .array(
        z
          .strictObject({
            measure: wordField(['VaR', 'ES'], engine('measure')),
            method: wordField(['historical', 'parametric normal'], engine('method')),
            confidence: shareField(engine('confidence')),
            horizonDays: countField(engine('horizon'), 365),
            maxLoss: shareField(engine('most of the reserve it may come to')),
          })
          .transform((t) => ({
            measure: t.measure,
            method: t.method,
            confidenceBps: t.confidence,
            horizonDays: t.horizonDays,
            maxLossBps: t.maxLoss,
          })),
      )
      .default([]),
    lossPerDay: moneyField(chain('loss budget: burst, refilled over a day')),
    turnoverPerDay: moneyField(chain('turnover budget: burst, refilled over a day')),
    maxSlippage: shareField(chain('most a trade may lose against the floor price')),
    exitSlippage: shareField(chain('the same when leaving a disabled asset')),
    minTrade: moneyField(engine('smaller trades are not made')).default(wad(1_000n * 10n ** 18n)),
    maxVaultValue: moneyField(chain('most the vault may hold after intake')),
    mintCapPerDay: moneyField(chain('most intake a day')),
  })
  .transform((l) => ({
    minBackingRatioWad: l.minBackingRatio,
    minRiskAdjustedBackingRatioWad: l.minRiskAdjustedBackingRatio,
    liquidity: l.liquidity,
    exposures: l.exposures,
    maxPegDeviationBps: l.maxPegDeviation,
    tails: l.tails,
    lossPerDayWad: l.lossPerDay,
    turnoverPerDayWad: l.turnoverPerDay,
    maxSlippageBps: l.maxSlippage,
    exitSlippageBps: l.exitSlippage,
    minTradeWad: l.minTrade,
    maxVaultValueWad: l.maxVaultValue,
    mintCapPerDayWad: l.mintCapPerDay,
  }));

const levelsSchema = z
  .strictObject({
    watchBacking: ratioField(engine('below this: watch')),
    defensiveBacking: ratioField(engine('below this: defensive')),
    emergencyBacking: ratioField(engine('below this: emergency')),
    calmFor: durationField(engine('a calmer level only after this long')),
  })
  .transform((l) => ({
    watchBackingWad: l.watchBacking,
    defensiveBackingWad: l.defensiveBacking,
    emergencyBackingWad: l.emergencyBacking,
    calmForSeconds: l.calmFor,
  }));

/** The policy document: YAML-shaped text in, `Policy` out. */
export const policySchema = z
  .strictObject({
    version: z.literal('1').meta({ description: 'format of this document', enforcedBy: 'engine', unit: '1' }),
    reserve: idField(engine('reserve id; every other id is scoped by it')),
    name: textField(engine('name shown to people')),
    effective: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2026-01-31')
      .meta({ description: 'date it takes effect', enforcedBy: 'engine', unit: 'date' }),
    numeraire: idField(engine('unit everything is valued in')),
    chains: z.array(chainSchema).min(1),
    accounts: z.array(accountSchema).min(1),
    assets: z.array(assetSchema).min(1).max(200),
    venues: z.array(venueSchema).default([]),
    liabilities: z.array(liabilitySchema).default([]),
    limits: limitsSchema,
    levels: levelsSchema,
    waterfall: z.array(wordField(['surplus', 'junior', 'holders'], engine('who bears a loss, first to last'))).min(1),
    junior: z
      .array(
        z
          .strictObject({
            id: idField(engine('stake id')),
            asset: idField(engine('staked asset')),
            account: idField(engine('where it sits')),
            slashable: shareField(engine('share of the stake the rules allow to be taken')).default(bps(10_000)),
          })
          .transform((j) => ({ id: j.id, assetId: j.asset, accountId: j.account, slashableBps: j.slashable })),
      )
      .default([]),
    roles: z.strictObject({
      owner: addressField(chain('DAO timelock')).nullable().default(null),
      curator: addressField(engine('proposes policies; has no power over funds')).nullable().default(null),
      guardian: addressField(chain('may only tighten')).nullable().default(null),
      keeper: addressField(chain('executes plans')).nullable().default(null),
      attesters: z.array(bytes32Field(engine('Ed25519 keys that sign the log'))).default([]),
      approvers: z.array(bytes32Field(engine('Ed25519 keys of which two sign off-chain positions'))).default([]),
    }),
    execution: z
      .strictObject({
        vault: z
          .strictObject({
            chain: chainField(engine('chain of the vault')),
            address: addressField(engine('vault')),
            router: addressField(chain('swap router pinned in the vault')),
          })
          .nullable()
          .default(null),
        planLifetime: durationField(engine('a plan expires after this')),
        maxDrift: shareField(engine('largest price change between plan and apply')),
      })
      .transform((e) => ({ vault: e.vault, planLifetimeSeconds: e.planLifetime, maxDriftBps: e.maxDrift })),
  })
  .transform(({ version: _version, ...rest }) => ({ schema: 'ballast/policy/1' as const, ...rest }));
