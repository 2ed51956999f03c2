// One file, one idea: the whole schema of the policy document. Types, validation, JSON Schema and the
// reference page all come from here.
import { z } from 'zod';
import type { PolicyRegime } from './policy.ts';
import {
  addressField,
  bytes32Field,
  chainField,
  counterpartyField,
  countField,
  dateField,
  durationField,
  flagField,
  idField,
  moneyField,
  optional,
  priceField,
  ratioField,
  shareField,
  textField,
  wordField,
} from './fields.ts';

const chain = (description: string) => ({ description, enforcedBy: 'chain' as const });
const engine = (description: string) => ({ description, enforcedBy: 'engine' as const });
/** A kind that tells the alternatives of a list apart. */
const kindField = <const T extends string>(kind: T, description: string) =>
  z.literal(kind).meta({ ...engine(description), unit: kind });

const chainSchema = z.strictObject({
  id: chainField(engine('chain the reserve sits on')),
  name: textField(engine('name shown to people')),
  aggregator: addressField(engine('contract with the Multicall3 interface that batches reads')),
  sequencerFeed: optional(addressField(chain('L2 sequencer uptime feed; leave out on L1'))),
});

const accountSchema = z.strictObject({
  id: idField(engine('account id')),
  kind: wordField(['vault', 'safe', 'eoa', 'custodian'], engine('what holds the assets')),
  chain: optional(chainField(engine('chain of the account; leave out for custodians'))),
  address: optional(addressField(engine('address; leave out for custodians'))),
  custodian: idField(engine('counterparty that could lose or freeze them')),
});

const sourceSchema = z
  .strictObject({
    id: idField(engine('source id, unique in the policy')),
    venue: wordField(
      ['chainlink', 'pyth', 'uniswap-v3', 'erc4626', 'nav', 'attested'],
      engine('how the source is read'),
    ),
    chain: optional(chainField(engine('chain it is read on; leave out for what is attested'))),
    address: optional(
      addressField(chain("feed, pool, Pyth contract or vault; the first two chainlink feeds are the vault's own")),
    ),
    feedId: optional(bytes32Field(engine('Pyth price id'))),
    origin: idField(engine('operator or market; one origin has one vote')),
    weight: shareField(engine('vote inside its origin, at most 100%')).prefault('100%'),
    heartbeat: durationField(chain('longest silence before the source is stale'), 1),
    deviation: shareField(engine('move that makes the source update')).prefault('50 bps'),
    maxConfidence: shareField(engine('widest stated confidence ÷ price')).prefault('100 bps'),
    minPrice: priceField(chain('hard bound: unit sanity only')),
    maxPrice: priceField(chain('hard bound: unit sanity only')),
    quote: idField(engine('numeraire or asset the answer is quoted in')),
    basis: wordField(['market', 'fundamental'], engine('traded price or redemption rate')).prefault('market'),
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
    iffyDeviation: shareField(engine('below par, redemption rate or slow average by this: iffy, nothing is bought')),
    iffyFor: durationField(engine('for this long, by two origins')),
    disabledDeviation: shareField(engine('below by this: disabled, it is left')),
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

const deploymentSchema = z.strictObject({
  chain: chainField(engine('chain of the token')),
  address: addressField(chain('token contract')),
  decimals: countField(chain('token decimals'), { most: 36 }),
  bridge: optional(idField(engine('bridge it came over; leave out when native'))),
});

const pricingSchema = z
  .strictObject({
    method: wordField(
      ['consensus', 'nav', 'par'],
      engine('three origins, or a stated single-origin class: an issuer figure, or cash at par'),
    ),
    issuerHaircut: shareField(engine('extra haircut of a single-origin class')).prefault('0%'),
    sources: z.array(sourceSchema).default([]),
    bandFloor: shareField(engine('narrowest band of the consensus')).prefault('50 bps'),
    bandCap: shareField(chain('widest band of the consensus, and of the two vault feeds')).prefault('200 bps'),
    dailyVolatility: ratioField(engine('one-day volatility the velocity gate multiplies by six')),
  })
  .transform((p) => ({
    method: p.method,
    issuerHaircutBps: p.issuerHaircut,
    sources: p.sources,
    bandFloorBps: p.bandFloor,
    bandCapBps: p.bandCap,
    dailyVolatilityWad: p.dailyVolatility,
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
    custodian: optional(idField(engine('who keeps what stands behind it, when another than the account custodian'))),
    endogenous: flagField(chain("its value depends on this protocol's own health")).prefault('false'),
    eligible: flagField(chain('may back liabilities and be bought')).prefault('true'),
    base: flagField(chain('the asset trades settle through; exactly one')).prefault('false'),
    deployments: z.array(deploymentSchema).default([]),
    targetWeight: shareField(chain('share aimed at')).prefault('0%'),
    minWeight: shareField(engine('below this the asset is bought')).prefault('0%'),
    maxWeight: shareField(chain('above this it is sold, and never bought')).prefault('0%'),
    haircutFloor: shareField(chain('least fraction taken off before it may back')),
    liquidityTier: wordField(['now', 'hour', 'day', 'week', 'longer'], engine('when it is cash without a market')),
    exitVenues: z
      .array(idField(engine('pool it may be sold through; leave the list out for every pool that trades it')))
      .default([]),
    peg: optional(priceField(chain('par in the numeraire; leave out for unpegged assets'))),
    depegThreshold: optional(
      priceField(chain('both vault feeds below this price open the exit regime; pegged assets only')),
    ),
    exitFloor: optional(
      priceField(
        chain(
          'least a token may bring by auction while a feed of the vault is dead; without a peg both last answers must be readable',
        ),
      ),
    ),
    underlying: optional(idField(engine('asset a yield-bearing share redeems for'))),
    constituents: z
      .array(idField(engine('asset an lpShare may turn into; it is valued as the worst of them')))
      .default([]),
    backedBy: z
      .array(idField(engine('asset that stands behind it without it redeeming for that: when one breaks, so may this')))
      .optional(),
    growthCapPerYear: optional(shareField(engine('most a share ratio may gain a year'))),
    pricing: pricingSchema,
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
      exitFloor,
      growthCapPerYear,
      backedBy,
      ...rest
    }) => ({
      ...rest,
      // A document without the key keeps its hash.
      ...(backedBy === undefined ? {} : { backedBy }),
      isEndogenous: endogenous || rest.class === 'governance' || rest.class === 'ownLiability',
      isEligible: eligible,
      isBase: base,
      targetWeightBps: targetWeight,
      minWeightBps: minWeight,
      maxWeightBps: maxWeight,
      haircutFloorBps: haircutFloor,
      pegWad: peg,
      depegPriceWad: depegThreshold,
      exitFloorWad: exitFloor,
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
    maxShare: shareField(chain('share of the reserve that may sit here')).prefault('0%'),
    lossGivenDefault: shareField(engine('share lost if the venue fails')).prefault('100%'),
    exitPenalty: shareField(engine('share the venue keeps of what leaves it, by its stated terms')).prefault('0%'),
    entryAllowed: flagField(chain('may be entered')).prefault('true'),
    feePips: optional(countField(chain('Uniswap fee in hundredths of a basis point'), { most: 999_999 })),
    receipt: optional(addressField(chain('receipt token of a lending or savings venue; position manager of a pool'))),
  })
  .transform(({ maxShare, lossGivenDefault, exitPenalty, entryAllowed, ...rest }) => ({
    ...rest,
    maxShareBps: maxShare,
    lossGivenDefaultBps: lossGivenDefault,
    exitPenaltyBps: exitPenalty,
    isEntryAllowed: entryAllowed,
  }));

const redemptionSchema = z
  .strictObject({
    fee: shareField(chain('fee kept from a redemption')).prefault('0%'),
    capPerDay: optional(moneyField(chain('most redeemed a day; leave out for none'))),
    queue: durationField(chain('wait between request and payment')).prefault('0s'),
    cutOff: optional(durationField(engine('time after 00:00 UTC from which a request counts for the next day'))),
  })
  .transform((r) => ({ feeBps: r.fee, capPerDayWad: r.capPerDay, queueSeconds: r.queue, cutOffSecondOfDay: r.cutOff }));

const liabilityShape = {
  id: idField(engine('liability id')),
  name: textField(engine('name shown to people')),
  chain: chainField(engine('chain of the token')),
  token: addressField(chain('liability token')),
  decimals: countField(chain('decimals of the token'), { most: 36 }),
  redemption: redemptionSchema,
  runPerDay: shareField(engine('share of supply assumed to leave on a bad day')),
  payoutAsset: idField(chain('asset redemptions are paid in')),
};
const liabilitySchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: kindField('par', 'a claim to one unit, or to its worth of the numeraire'),
      ...liabilityShape,
      owed: wordField(
        ['payoutAsset', 'numeraire'],
        chain('one unit of the payout asset, or its worth of the numeraire'),
      ),
    })
    .transform(({ runPerDay, ...rest }) => ({ ...rest, runPerDayBps: runPerDay })),
  z
    .strictObject({
      kind: kindField('indexed', 'a synthetic that owes the price of an index'),
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
      kind: kindField('cdp', 'a book of collateralised debt, with a buffer of reserve assets'),
      ...liabilityShape,
      collateralAssets: z.array(idField(engine('collateral of the book'))).min(1),
      manager: optional(addressField(engine('contract that holds the positions'))),
    })
    .transform(({ runPerDay, ...rest }) => ({ ...rest, runPerDayBps: runPerDay })),
]);

const defaultSchema = z
  .strictObject({
    kind: wordField(['issuer', 'venue', 'custodian', 'bridge', 'chain'], engine('kind of counterparty')),
    id: counterpartyField(engine('which one')),
    lowPerYear: shareField(engine('probability that it defaults within a year, low end')),
    highPerYear: shareField(engine('the same, high end; below 100%')),
    loss: shareField(engine('share of what depends on it that is lost then')).prefault('100%'),
    source: textField(engine('where the probability comes from')),
    asOf: optional(dateField(engine('day the probability is of; its age is said, and that it is over a year'))),
  })
  .transform((d) => ({
    kind: d.kind,
    id: d.id,
    lowPerYearBps: d.lowPerYear,
    highPerYearBps: d.highPerYear,
    lossBps: d.loss,
    source: d.source,
    ...(d.asOf === null ? {} : { asOf: d.asOf }),
  }));

const failureSchema = z
  .strictObject({
    horizonDays: countField(engine('days within which a failure counts'), { least: 1, most: 30 }),
    maxBalanceSheet: optional(
      shareField(engine('most the probability may come to that assets fall below claims; leave out for no limit')),
    ),
    maxLiquidity: optional(shareField(engine('the same, that a redemption is due and not paid'))),
    maxRegulatory: optional(shareField(engine("the same, that the pack's rule on backing is broken"))),
    pack: optional(idField(engine('policy pack whose rule on backing is meant, see `ballast packs`'))),
    runMultiple: ratioField(engine('how fast holders run on each of these days, as a multiple of runPerDay')).prefault(
      '100%',
    ),
    paths: countField(engine('paths each simulated model draws'), { least: 1_000, most: 200_000 }).prefault('20000'),
    defaults: z.array(defaultSchema).default([]),
  })
  .transform((f) => ({
    horizonDays: f.horizonDays,
    maxBalanceSheetBps: f.maxBalanceSheet,
    maxLiquidityBps: f.maxLiquidity,
    maxRegulatoryBps: f.maxRegulatory,
    pack: f.pack,
    runMultipleWad: f.runMultiple,
    paths: f.paths,
    defaults: f.defaults,
  }));

const limitsSchema = z
  .strictObject({
    minBackingRatio: ratioField(chain('least backing at mark')),
    minRiskAdjustedBackingRatio: ratioField(chain('least backing after haircuts')),
    liquidity: z
      .array(
        z
          .strictObject({
            horizon: wordField(['now', 'hour', 'day', 'week'], chain('by when')),
            minCoverage: shareField(chain('cash ÷ liabilities')),
          })
          .transform((l) => ({ horizon: l.horizon, minCoverageBps: l.minCoverage })),
      )
      .default([]),
    exposures: z
      .array(
        z
          .strictObject({
            kind: wordField(['issuer', 'venue', 'custodian', 'bridge', 'chain'], chain('kind of counterparty')),
            id: counterpartyField(chain('which one')),
            maxShare: shareField(chain('most of the reserve exposed to it')),
          })
          .transform((e) => ({ kind: e.kind, id: e.id, maxShareBps: e.maxShare })),
      )
      .default([]),
    maxPegDeviation: shareField(engine('widest deviation of a pegged asset')),
    tails: z
      .array(
        z
          .strictObject({
            measure: wordField(['VaR', 'ES'], engine('value at risk, or expected shortfall')),
            method: wordField(
              ['historical', 'parametric normal', 'combined', 'combined with pegs'],
              engine(
                'how it is estimated; the combined ones forecast the next day only, from 500 daily returns or more',
              ),
            ),
            confidence: shareField(engine('confidence of the tail')),
            horizonDays: countField(engine('days the loss is taken over'), { least: 1, most: 365 }),
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
    haircuts: z
      .strictObject({
        confidence: shareField(engine('confidence of the market part: the mean fall beyond it')),
        horizonDays: countField(engine('days the fall is taken over'), { least: 1, most: 30 }),
        decayPerDay: shareField(engine('what a haircut gives back a day, once less is asked')).prefault('50 bps'),
      })
      .transform((h) => ({ confidenceBps: h.confidence, horizonDays: h.horizonDays, decayPerDayBps: h.decayPerDay }))
      .optional(),
    failure: failureSchema.optional(),
    lossPerDay: moneyField(chain('loss budget: burst, refilled over a day')),
    turnoverPerDay: moneyField(chain('turnover budget: burst, refilled over a day')),
    maxSlippage: shareField(chain('most a trade may lose against the floor price')),
    exitSlippage: shareField(chain('the same when leaving a disabled asset')),
    depegExitPerDay: moneyField(chain('what exits may lose, apart from the loss budget')).prefault('0'),
    minTrade: moneyField(engine('smaller trades are not made')).prefault('1000'),
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
    // Absent where they were left out: a document ratified before there was such a key keeps its hash.
    ...(l.haircuts === undefined ? {} : { haircuts: l.haircuts }),
    ...(l.failure === undefined ? {} : { failure: l.failure }),
    lossPerDayWad: l.lossPerDay,
    turnoverPerDayWad: l.turnoverPerDay,
    maxSlippageBps: l.maxSlippage,
    exitSlippageBps: l.exitSlippage,
    depegExitPerDayWad: l.depegExitPerDay,
    minTradeWad: l.minTrade,
    maxVaultValueWad: l.maxVaultValue,
    mintCapPerDayWad: l.mintCapPerDay,
  }));

const regimeSchema = z
  .strictObject({
    exitDelay: durationField(chain('armed this long, anybody may open an exit')).prefault('30m'),
    exitWindow: durationField(chain('an opened exit stays open this long'), 1).prefault('1d'),
    maxPush: shareField(chain('most the steward may add to a haircut')).prefault('20%'),
    haircutDecayPerDay: shareField(chain('what an added haircut loses a day')).prefault('5%'),
    entryHaircut: optional(shareField(chain('haircut above which entry stops; leave out for never'))),
    maxGrowthPerDay: shareField(chain('most the counted total may grow a day')).prefault('20%'),
    anchorMaxAge: durationField(chain('a counted total is used this long')).prefault('10m'),
    shadow: durationField(chain('a replacement feed must agree with the live ones this long')).prefault('1d'),
    idle: optional(durationField(chain('keeper silent this long, anybody may leave venues; leave out for never'), 1)),
    auction: optional(durationField(chain('an auction lasts this long; leave out for no auctions'), 1)),
    auctionPremium: shareField(chain('an auction begins this far above the price')).prefault('2%'),
    maxProofAge: optional(
      durationField(chain('last statement on chain older than this: only exits; leave out for any age'), 1),
    ),
    sequencerGrace: durationField(chain('wait after the sequencer of an L2 is back')).prefault('1h'),
  })
  .transform((r) => ({
    exitDelaySeconds: r.exitDelay,
    exitWindowSeconds: r.exitWindow,
    maxPushBps: r.maxPush,
    haircutDecayPerDayBps: r.haircutDecayPerDay,
    entryHaircutBps: r.entryHaircut,
    maxGrowthPerDayBps: r.maxGrowthPerDay,
    anchorMaxAgeSeconds: r.anchorMaxAge,
    shadowSeconds: r.shadow,
    idleSeconds: r.idle,
    auctionSeconds: r.auction,
    auctionPremiumBps: r.auctionPremium,
    maxProofAgeSeconds: r.maxProofAge,
    sequencerGraceSeconds: r.sequencerGrace,
  }));

/** The regime of a policy that says nothing of it. */
export const DEFAULT_REGIME: PolicyRegime = regimeSchema.parse({});

const levelsSchema = z
  .strictObject({
    watchBacking: ratioField(engine('backing below this: watch')),
    defensiveBacking: ratioField(engine('backing below this: defensive')),
    emergencyBacking: ratioField(engine('backing below this: emergency')),
    calmFor: durationField(engine('a calmer level only after this long')),
  })
  .transform((l) => ({
    watchBackingWad: l.watchBacking,
    defensiveBackingWad: l.defensiveBacking,
    emergencyBackingWad: l.emergencyBacking,
    calmForSeconds: l.calmFor,
  }));

const juniorSchema = z
  .strictObject({
    id: idField(engine('stake id')),
    asset: idField(engine('staked asset')),
    account: idField(engine('where it sits')),
    slashable: shareField(engine('share of the stake the rules allow to be taken')).prefault('100%'),
  })
  .transform((j) => ({ id: j.id, assetId: j.asset, accountId: j.account, slashableBps: j.slashable }));

const rolesSchema = z.strictObject({
  owner: optional(addressField(chain('DAO timelock'))),
  curator: optional(addressField(engine('proposes policies; has no power over funds'))),
  guardian: optional(addressField(chain('may only tighten'))),
  keeper: optional(addressField(chain('executes plans'))),
  attesters: z.array(bytes32Field(engine('Ed25519 key that signs the log'))).default([]),
  approvers: z.array(bytes32Field(engine('Ed25519 key; two of them sign an off-chain position'))).default([]),
});

const executionSchema = z
  .strictObject({
    vault: optional(
      z.strictObject({
        chain: chainField(engine('chain of the vault')),
        address: addressField(engine('vault')),
        router: addressField(chain('swap router pinned in the vault')),
      }),
    ),
    planLifetime: durationField(engine('a plan expires after this'), 1),
    maxDrift: shareField(engine('largest price change between plan and apply')),
  })
  .transform((e) => ({ vault: e.vault, planLifetimeSeconds: e.planLifetime, maxDriftBps: e.maxDrift }));

/** The policy document: YAML-shaped text in, `Policy` out. */
export const policySchema = z
  .strictObject({
    version: z.literal('1').meta({ ...engine('format of this document'), unit: '1' }),
    reserve: idField(engine('reserve id; every other id is scoped by it')),
    name: textField(engine('name shown to people')),
    effective: dateField(engine('date it takes effect')),
    numeraire: idField(engine('unit everything is valued in')),
    chains: z.array(chainSchema).min(1),
    accounts: z.array(accountSchema).min(1),
    assets: z.array(assetSchema).min(1).max(500),
    venues: z.array(venueSchema).default([]),
    liabilities: z.array(liabilitySchema).default([]),
    limits: limitsSchema,
    regime: regimeSchema.prefault({}),
    levels: levelsSchema,
    waterfall: z.array(wordField(['surplus', 'junior', 'holders'], engine('who bears a loss, first to last'))).min(1),
    junior: z.array(juniorSchema).default([]),
    roles: rolesSchema,
    execution: executionSchema,
  })
  .transform(({ version: _version, ...rest }) => ({ schema: 'ballast/policy/1' as const, ...rest }));
