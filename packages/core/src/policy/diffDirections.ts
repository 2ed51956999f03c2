// One file, one idea: which way each key of a policy is stricter. A test holds it against the schema.

/** Whether a change narrows what may be lost, widens it, or does neither. */
export type Direction = 'tightening' | 'loosening' | 'neutral';

/**
 * What is stricter: lower or higher (none is loosest), yes or no, a longer or shorter list, a later word. `either`:
 * not ordered, or it takes from holders one way and from the reserve the other; every change counts as loosening.
 */
export type Rule = 'lower' | 'higher' | 'yes' | 'no' | 'longer' | 'shorter' | 'either' | 'neutral' | readonly string[];

interface KeyRule {
  readonly rule: Rule;
  /** The guardian may tighten it on chain at once. */
  readonly guardian?: true;
}

const [lower, higher, either, neutral]: readonly KeyRule[] = [
  { rule: 'lower' },
  { rule: 'higher' },
  { rule: 'either' },
  { rule: 'neutral' },
];
const by = (rule: Rule): KeyRule => ({ rule });
const guarded = (rule: Rule): KeyRule => ({ rule, guardian: true });

/** Keys of the document joined by dots, `[]` after a list, in the order of the schema. */
export const KEY_RULES: Readonly<Record<string, KeyRule | undefined>> = {
  version: either,
  reserve: either,
  name: neutral,
  effective: neutral,
  numeraire: either,
  'chains[].id': either,
  'chains[].name': neutral,
  'chains[].aggregator': either,
  'chains[].sequencerFeed': either,
  'accounts[].id': either,
  'accounts[].kind': either,
  'accounts[].chain': either,
  'accounts[].address': either,
  'accounts[].custodian': either,
  'assets[].id': either,
  'assets[].name': neutral,
  'assets[].class': either,
  'assets[].issuer': either,
  'assets[].custodian': either,
  'assets[].endogenous': by('yes'),
  'assets[].eligible': guarded('no'),
  'assets[].base': either,
  'assets[].deployments[].chain': either,
  'assets[].deployments[].address': either,
  'assets[].deployments[].decimals': either,
  'assets[].deployments[].bridge': either,
  'assets[].targetWeight': neutral,
  'assets[].minWeight': neutral,
  'assets[].maxWeight': guarded('lower'),
  'assets[].haircutFloor': guarded('higher'),
  'assets[].liquidityTier': by(['now', 'hour', 'day', 'week', 'longer']),
  'assets[].exitVenues[]': either,
  'assets[].peg': either,
  'assets[].depegThreshold': either,
  'assets[].exitFloor': either,
  'assets[].underlying': either,
  'assets[].constituents[]': by('longer'),
  'assets[].backedBy[]': by('longer'),
  'assets[].growthCapPerYear': lower,
  'assets[].pricing.method': either,
  'assets[].pricing.issuerHaircut': higher,
  'assets[].pricing.sources[].id': either,
  'assets[].pricing.sources[].venue': either,
  'assets[].pricing.sources[].chain': either,
  'assets[].pricing.sources[].address': either,
  'assets[].pricing.sources[].feedId': either,
  'assets[].pricing.sources[].origin': either,
  'assets[].pricing.sources[].weight': either,
  'assets[].pricing.sources[].heartbeat': lower,
  'assets[].pricing.sources[].deviation': lower,
  'assets[].pricing.sources[].maxConfidence': lower,
  'assets[].pricing.sources[].minPrice': higher,
  'assets[].pricing.sources[].maxPrice': lower,
  'assets[].pricing.sources[].quote': either,
  'assets[].pricing.sources[].basis': either,
  'assets[].pricing.bandFloor': lower,
  'assets[].pricing.bandCap': lower,
  'assets[].pricing.dailyVolatility': lower,
  'assets[].states.iffyDeviation': lower,
  'assets[].states.iffyFor': lower,
  'assets[].states.disabledDeviation': lower,
  'assets[].states.disabledFor': lower,
  'assets[].states.recoverDeviation': lower,
  'assets[].states.recoverFor': higher,
  'venues[].id': either,
  'venues[].kind': either,
  'venues[].chain': either,
  'venues[].address': either,
  'venues[].operator': either,
  'venues[].assets[]': either,
  'venues[].maxShare': guarded('lower'),
  'venues[].lossGivenDefault': higher,
  'venues[].exitPenalty': higher,
  'venues[].entryAllowed': guarded('no'),
  'venues[].feePips': either,
  'venues[].receipt': either,
  'liabilities[].kind': either,
  'liabilities[].id': either,
  'liabilities[].name': neutral,
  'liabilities[].chain': either,
  'liabilities[].token': either,
  'liabilities[].decimals': either,
  'liabilities[].redemption.fee': either,
  'liabilities[].redemption.capPerDay': either,
  'liabilities[].redemption.queue': either,
  'liabilities[].redemption.cutOff': either,
  'liabilities[].runPerDay': higher,
  'liabilities[].payoutAsset': either,
  'liabilities[].owed': either,
  'liabilities[].index': either,
  'liabilities[].unitsPerToken': either,
  'liabilities[].collateralAssets[]': either,
  'liabilities[].manager': either,
  'limits.minBackingRatio': guarded('higher'),
  'limits.minRiskAdjustedBackingRatio': guarded('higher'),
  'limits.liquidity[].horizon': either,
  'limits.liquidity[].minCoverage': higher,
  'limits.exposures[].kind': either,
  'limits.exposures[].id': either,
  'limits.exposures[].maxShare': lower,
  'limits.maxPegDeviation': lower,
  'limits.tails[].measure': either,
  'limits.tails[].method': either,
  'limits.tails[].confidence': either,
  'limits.tails[].horizonDays': either,
  'limits.tails[].maxLoss': lower,
  'limits.haircuts.confidence': higher,
  'limits.haircuts.horizonDays': higher,
  'limits.haircuts.decayPerDay': lower,
  'limits.failure.horizonDays': higher,
  'limits.failure.maxBalanceSheet': lower,
  'limits.failure.maxLiquidity': lower,
  'limits.failure.maxRegulatory': lower,
  'limits.failure.pack': either,
  'limits.failure.runMultiple': higher,
  'limits.failure.paths': higher,
  'limits.failure.defaults[].kind': either,
  'limits.failure.defaults[].id': either,
  'limits.failure.defaults[].lowPerYear': higher,
  'limits.failure.defaults[].highPerYear': higher,
  'limits.failure.defaults[].loss': higher,
  'limits.failure.defaults[].source': neutral,
  'limits.failure.defaults[].asOf': neutral,
  'limits.lossPerDay': guarded('lower'),
  'limits.turnoverPerDay': guarded('lower'),
  'limits.maxSlippage': guarded('lower'),
  'limits.exitSlippage': guarded('lower'),
  'limits.depegExitPerDay': guarded('lower'),
  'limits.minTrade': neutral,
  'limits.maxVaultValue': guarded('lower'),
  'limits.mintCapPerDay': guarded('lower'),
  'regime.exitDelay': either,
  'regime.exitWindow': lower,
  'regime.maxPush': higher,
  'regime.haircutDecayPerDay': lower,
  'regime.entryHaircut': lower,
  'regime.maxGrowthPerDay': lower,
  'regime.anchorMaxAge': lower,
  'regime.shadow': higher,
  'regime.idle': either,
  'regime.auction': either,
  'regime.auctionPremium': either,
  'regime.maxProofAge': guarded('lower'),
  'regime.sequencerGrace': higher,
  'levels.watchBacking': higher,
  'levels.defensiveBacking': higher,
  'levels.emergencyBacking': higher,
  'levels.calmFor': higher,
  'waterfall[]': either,
  'junior[].id': either,
  'junior[].asset': either,
  'junior[].account': either,
  'junior[].slashable': lower,
  'roles.owner': either,
  'roles.curator': either,
  'roles.guardian': either,
  'roles.keeper': either,
  'roles.attesters[]': by('shorter'),
  'roles.approvers[]': by('shorter'),
  'execution.vault.chain': either,
  'execution.vault.address': either,
  'execution.vault.router': either,
  'execution.planLifetime': lower,
  'execution.maxDrift': lower,
};

/** Lists whose entries are limits or doubts: one more is stricter. One more of any other is one more thing relied on. */
export const STRICTER_WITH_MORE: ReadonlySet<string> = new Set([
  'limits.liquidity[]',
  'limits.exposures[]',
  'limits.tails[]',
  'limits.failure.defaults[]',
]);
/** Mappings that may be left out, and only add to what is asked where they are not. */
const STRICTER_WHERE_STATED: ReadonlySet<string> = new Set(['limits.haircuts', 'limits.failure']);
/** Lists with fewer of which there is less to lose; taking from any other list loosens. */
export const STRICTER_WITH_FEWER: ReadonlySet<string> = new Set(['assets[]', 'venues[]', 'assets[].deployments[]']);

/** The direction of one changed value; a key without a rule counts as loosening. Pure. */
export function directionOf(field: string, before: unknown, after: unknown): Direction {
  const rule = KEY_RULES[field]?.rule ?? (STRICTER_WHERE_STATED.has(field) ? 'higher' : 'either');
  if (rule === 'neutral') return 'neutral';
  if (rule === 'either') return 'loosening';
  // None is loosest: no cap, no floor.
  if (before === null || after === null) return before === null ? 'tightening' : 'loosening';
  return rank(rule, after) > rank(rule, before) ? 'tightening' : 'loosening';
}

function rank(rule: Exclude<Rule, 'either' | 'neutral'>, value: unknown): bigint {
  if (typeof rule !== 'string') return BigInt(rule.indexOf(String(value)));
  const size = Array.isArray(value) ? BigInt(value.length) : BigInt(value as bigint | number | boolean);
  return rule === 'higher' || rule === 'yes' || rule === 'longer' ? size : -size;
}
