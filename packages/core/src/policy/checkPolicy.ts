import type { Policy, PolicyAsset } from './policy.ts';

/** A rule across fields that a document breaks; `path` leads into the document. */
export interface PolicyFault {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** Every rule that one field alone cannot show. Pure; an empty list means the policy stands. */
export function checkPolicy(policy: Policy): PolicyFault[] {
  return [
    ...checkIds(policy),
    ...checkAssets(policy),
    ...checkWeights(policy),
    ...checkReferences(policy),
    ...checkCycles(policy),
    ...checkOrders(policy),
  ];
}

function checkIds(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const lists: readonly (readonly [string, readonly { readonly id: string }[]])[] = [
    ['chains', policy.chains],
    ['accounts', policy.accounts],
    ['assets', policy.assets],
    ['venues', policy.venues],
    ['liabilities', policy.liabilities],
    ['junior', policy.junior],
  ];
  for (const [name, list] of lists) {
    const seen = new Set<string>();
    list.forEach((item, index) => {
      if (seen.has(item.id))
        faults.push({
          code: 'POLICY_DUPLICATE_ID',
          path: [name, index, 'id'],
          message: `"${item.id}" is named twice in ${name}`,
          remedy: 'give each its own id',
        });
      seen.add(item.id);
    });
  }
  const sources = new Set<string>();
  const deployed = new Set<string>();
  policy.assets.forEach((asset, index) => {
    asset.pricing.sources.forEach((source, at) => {
      if (sources.has(source.id))
        faults.push({
          code: 'POLICY_DUPLICATE_ID',
          path: ['assets', index, 'pricing', 'sources', at, 'id'],
          message: `source "${source.id}" is named twice`,
          remedy: 'source ids are unique in the policy',
        });
      sources.add(source.id);
    });
    asset.deployments.forEach((deployment, at) => {
      const key = `${deployment.chain}/${deployment.address}`;
      if (deployed.has(key))
        faults.push({
          code: 'POLICY_DUPLICATE_DEPLOYMENT',
          path: ['assets', index, 'deployments', at],
          message: `${key} belongs to two assets`,
          remedy: 'one token is one asset',
        });
      deployed.add(key);
    });
  });
  return faults;
}

function checkAssets(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const bases = policy.assets.filter((asset) => asset.isBase);
  if (bases.length !== 1)
    faults.push({
      code: 'POLICY_BASE_COUNT',
      path: ['assets'],
      message: `${bases.length} assets are marked base`,
      remedy: 'mark exactly one asset "base: true"',
    });
  policy.assets.forEach((asset, index) => {
    const path = ['assets', index] as const;
    if (asset.isEndogenous && (asset.isEligible || asset.isBase)) {
      faults.push({
        code: 'POLICY_ENDOGENOUS_ELIGIBLE',
        path: [...path, 'eligible'],
        message: `${asset.id} depends on this protocol's own health and cannot back its liabilities`,
        remedy: 'write "eligible: false"; no setting can change the rule',
      });
    }
    if (asset.pricing.method === 'consensus' && asset.isEligible && asset.maxWeightBps > 0n && originsOf(asset) < 3) {
      faults.push({
        code: 'POLICY_TOO_FEW_ORIGINS',
        path: [...path, 'pricing', 'sources'],
        message: `${asset.id} has ${originsOf(asset)} price origins, a traded asset needs 3`,
        remedy: 'add sources of other operators, or state a single-origin class',
      });
    }
    if (asset.pricing.method === 'nav' && asset.pricing.issuerHaircutBps === 0n) {
      faults.push({
        code: 'POLICY_NAV_WITHOUT_HAIRCUT',
        path: [...path, 'pricing', 'issuerHaircut'],
        message: `${asset.id} rests on its issuer's word alone`,
        remedy: 'state an issuerHaircut above zero',
      });
    }
    asset.pricing.sources.forEach((source, at) => {
      if (source.minPriceWad >= source.maxPriceWad)
        faults.push({
          code: 'POLICY_BOUNDS_CROSSED',
          path: [...path, 'pricing', 'sources', at, 'minPrice'],
          message: 'minPrice is not below maxPrice',
          remedy: 'swap or widen them',
        });
      if (source.venue === 'pyth' && source.feedId === null)
        faults.push({
          code: 'POLICY_MISSING_KEY',
          path: [...path, 'pricing', 'sources', at, 'feedId'],
          message: 'a Pyth source needs feedId',
          remedy: 'add the price id',
        });
    });
  });
  return faults;
}

const originsOf = (asset: PolicyAsset): number => new Set(asset.pricing.sources.map((source) => source.origin)).size;

function checkWeights(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  let [least, aim, most] = [0n, 0n, 0n];
  policy.assets.forEach((asset, index) => {
    least += asset.minWeightBps;
    aim += asset.targetWeightBps;
    most += asset.maxWeightBps;
    if (asset.minWeightBps > asset.targetWeightBps || asset.targetWeightBps > asset.maxWeightBps) {
      faults.push({
        code: 'POLICY_WEIGHT_ORDER',
        path: ['assets', index, 'targetWeight'],
        message: `${asset.id}: minWeight ≤ targetWeight ≤ maxWeight does not hold`,
        remedy: 'put the target inside its band',
      });
    }
  });
  const bad = (what: string): PolicyFault => ({
    code: 'POLICY_WEIGHTS_CANNOT_SUM',
    path: ['assets'],
    message: what,
    remedy: 'weights must be able to make up 100 %',
  });
  if (aim !== 10_000n) faults.push(bad(`targets sum to ${aim} bps, not 10000`));
  if (least > 10_000n) faults.push(bad(`minima sum to ${least} bps`));
  if (most < 10_000n) faults.push(bad(`maxima sum to only ${most} bps`));
  return faults;
}

function checkReferences(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const assets = new Set(policy.assets.map((asset) => asset.id));
  const accounts = new Set(policy.accounts.map((account) => account.id));
  const chains = new Set(policy.chains.map((chain) => chain.id));
  const need = (
    known: ReadonlySet<string>,
    id: string | null,
    path: readonly (string | number)[],
    what: string,
  ): void => {
    if (id !== null && !known.has(id))
      faults.push({
        code: 'POLICY_DANGLING_REFERENCE',
        path,
        message: `${what} "${id}" is not in this policy`,
        remedy: `name an existing ${what}, or add it`,
      });
  };
  policy.accounts.forEach((account, i) => {
    need(chains, account.chain, ['accounts', i, 'chain'], 'chain');
    const isOnChain = account.kind !== 'custodian';
    if (isOnChain && (account.address === null || account.chain === null))
      faults.push({
        code: 'POLICY_MISSING_KEY',
        path: ['accounts', i],
        message: `${account.id} needs chain and address`,
        remedy: 'add them, or make it a custodian',
      });
  });
  policy.assets.forEach((asset, i) => {
    need(assets, asset.underlying, ['assets', i, 'underlying'], 'asset');
    asset.deployments.forEach((deployment, at) =>
      need(chains, deployment.chain, ['assets', i, 'deployments', at, 'chain'], 'chain'),
    );
    asset.pricing.sources.forEach((source, at) => {
      need(chains, source.chain, ['assets', i, 'pricing', 'sources', at, 'chain'], 'chain');
      if (source.quote !== policy.numeraire)
        need(assets, source.quote, ['assets', i, 'pricing', 'sources', at, 'quote'], 'asset');
    });
  });
  policy.venues.forEach((venue, i) => {
    need(chains, venue.chain, ['venues', i, 'chain'], 'chain');
    venue.assets.forEach((id, at) => need(assets, id, ['venues', i, 'assets', at], 'asset'));
    const wanted = venue.kind === 'uniswap-v3' ? 2 : 1;
    if (venue.assets.length !== wanted)
      faults.push({
        code: 'POLICY_VENUE_ASSETS',
        path: ['venues', i, 'assets'],
        message: `${venue.kind} takes ${wanted} asset${wanted === 1 ? '' : 's'}`,
        remedy: 'name them',
      });
  });
  policy.liabilities.forEach((liability, i) => {
    need(chains, liability.chain, ['liabilities', i, 'chain'], 'chain');
    need(assets, liability.payoutAsset, ['liabilities', i, 'payoutAsset'], 'asset');
    if (liability.kind === 'indexed') need(assets, liability.index, ['liabilities', i, 'index'], 'asset');
    if (liability.kind === 'cdp')
      liability.collateralAssets.forEach((id, at) =>
        need(assets, id, ['liabilities', i, 'collateralAssets', at], 'asset'),
      );
  });
  policy.junior.forEach((stake, i) => {
    need(assets, stake.assetId, ['junior', i, 'asset'], 'asset');
    need(accounts, stake.accountId, ['junior', i, 'account'], 'account');
  });
  const counterparties = {
    issuer: new Set(policy.assets.map((a) => a.issuer)),
    venue: new Set(policy.venues.map((v) => v.operator)),
    custodian: new Set(policy.accounts.map((a) => a.custodian)),
    bridge: new Set(policy.assets.flatMap((a) => a.deployments.map((d) => d.bridge ?? ''))),
    chain: chains,
  };
  policy.limits.exposures.forEach((limit, i) =>
    need(counterparties[limit.kind], limit.id, ['limits', 'exposures', i, 'id'], limit.kind),
  );
  need(chains, policy.execution.vault?.chain ?? null, ['execution', 'vault', 'chain'], 'chain');
  return faults;
}

function checkCycles(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const next = new Map(policy.assets.map((asset) => [asset.id, asset.underlying]));
  policy.assets.forEach((asset, index) => {
    const seen = new Set<string>();
    let at: string | null | undefined = asset.id;
    while (at !== null && at !== undefined && !seen.has(at)) {
      seen.add(at);
      at = next.get(at);
    }
    if (at === asset.id)
      faults.push({
        code: 'POLICY_CIRCULAR_REFERENCE',
        path: ['assets', index, 'underlying'],
        message: `${[...seen, asset.id].join(' → ')}`,
        remedy: 'an asset cannot be made of itself',
      });
  });
  return faults;
}

function checkOrders(policy: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  policy.assets.forEach((asset, index) => {
    const s = asset.states;
    if (s.recoverDeviationBps > s.iffyDeviationBps || s.iffyDeviationBps > s.disabledDeviationBps) {
      faults.push({
        code: 'POLICY_HYSTERESIS_ORDER',
        path: ['assets', index, 'states'],
        message: 'recoverDeviation ≤ iffyDeviation ≤ disabledDeviation does not hold',
        remedy: 'order them, or states flap',
      });
    }
  });
  const l = policy.levels;
  if (l.watchBackingWad < l.defensiveBackingWad || l.defensiveBackingWad < l.emergencyBackingWad) {
    faults.push({
      code: 'POLICY_LEVEL_ORDER',
      path: ['levels'],
      message: 'watch ≥ defensive ≥ emergency does not hold',
      remedy: 'order the backing thresholds',
    });
  }
  const order = policy.waterfall;
  if (new Set(order).size !== order.length || order.at(-1) !== 'holders') {
    faults.push({
      code: 'POLICY_WATERFALL',
      path: ['waterfall'],
      message: 'holders bear last, and nobody twice',
      remedy: 'for example: [surplus, junior, holders]',
    });
  }
  return faults;
}
