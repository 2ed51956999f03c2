import { dependsOnUs } from './endogenous.ts';
import type { Policy, PolicyAsset, PolicySource } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

type Path = readonly (string | number)[];

/** Rules about single assets: what may back, how it is priced, what it is made of. Pure. */
export function checkAssets(policy: Policy): PolicyFault[] {
  const bases = policy.assets.filter((asset) => asset.isBase).length;
  return [
    ...(bases === 1
      ? []
      : [
          fault(
            'POLICY_BASE_COUNT',
            ['assets'],
            `${bases} assets are marked base`,
            'mark exactly one asset "base: true"',
          ),
        ]),
    ...policy.assets.flatMap((asset, index) => [
      ...checkBacking(policy, asset, ['assets', index]),
      ...checkPricing(asset, ['assets', index]),
      ...checkShare(policy, asset, ['assets', index]),
      ...checkPeg(asset, ['assets', index]),
      ...asset.pricing.sources.flatMap((source, at) =>
        checkSource(policy, asset, source, ['assets', index, 'pricing', 'sources', at]),
      ),
    ]),
  ];
}

const fault = (code: string, path: Path, message: string, remedy: string): PolicyFault => ({
  code,
  path,
  message,
  remedy,
});

function checkBacking(policy: Policy, asset: PolicyAsset, path: Path): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const tokens = new Set(policy.liabilities.map((liability) => `${liability.chain}/${liability.token}`));
  if (asset.class !== 'ownLiability' && asset.deployments.some((item) => tokens.has(`${item.chain}/${item.address}`)))
    faults.push(
      fault(
        'POLICY_OWN_LIABILITY',
        [...path, 'class'],
        `${asset.id} is our own liability token`,
        'write "class: ownLiability": it extinguishes what we owe and backs nothing',
      ),
    );
  if ((asset.isEligible || asset.isBase) && dependsOnUs(policy, asset.id))
    faults.push(
      fault(
        'POLICY_ENDOGENOUS_ELIGIBLE',
        [...path, asset.isBase ? 'base' : 'eligible'],
        `${asset.id} depends on this protocol's own health and cannot back its liabilities`,
        asset.isBase ? 'make another asset the base' : 'write "eligible: false"; no setting can change the rule',
      ),
    );
  return faults;
}

const originsOf = (asset: PolicyAsset): number => new Set(asset.pricing.sources.map((source) => source.origin)).size;

function checkPricing(asset: PolicyAsset, path: Path): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const { pricing } = asset;
  const isTraded = asset.isEligible && asset.maxWeightBps > 0n;
  if (pricing.method === 'consensus' && isTraded && originsOf(asset) < 3)
    faults.push(
      fault(
        'POLICY_TOO_FEW_ORIGINS',
        [...path, 'pricing', 'sources'],
        `${asset.id} has ${originsOf(asset)} price origins, a traded asset needs 3`,
        'add sources of other operators, or state a single-origin class',
      ),
    );
  if (pricing.method === 'nav' && pricing.issuerHaircutBps === 0n)
    faults.push(
      fault(
        'POLICY_NAV_WITHOUT_HAIRCUT',
        [...path, 'pricing', 'issuerHaircut'],
        `${asset.id} rests on its issuer's word alone`,
        'state an issuerHaircut above zero',
      ),
    );
  if (pricing.method === 'nav' && pricing.sources.length === 0)
    faults.push(
      fault(
        'POLICY_MISSING_KEY',
        [...path, 'pricing', 'sources'],
        `${asset.id} has no source of its figure`,
        'add the source, or price it otherwise',
      ),
    );
  if (pricing.method === 'par' && asset.isEligible && asset.class !== 'fiat')
    faults.push(
      fault(
        'POLICY_FIXED_PRICE',
        [...path, 'pricing', 'method'],
        `${asset.id} would be worth par whatever happens to it`,
        'par is for cash in a bank; price what can fail by consensus or nav',
      ),
    );
  if (pricing.bandFloorBps > pricing.bandCapBps)
    faults.push(
      fault(
        'POLICY_BOUNDS_CROSSED',
        [...path, 'pricing', 'bandFloor'],
        'bandFloor is above bandCap',
        'swap or widen them',
      ),
    );
  return faults;
}

function checkShare(policy: Policy, asset: PolicyAsset, path: Path): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const isShare = asset.class === 'lpShare';
  if (isShare !== asset.constituents.length >= 2)
    faults.push(
      fault(
        'POLICY_CONSTITUENTS',
        [...path, 'constituents'],
        isShare ? `${asset.id} may turn into at least two assets` : `only an lpShare has constituents`,
        isShare ? 'name every asset the pool may leave us with' : 'remove them, or write "class: lpShare"',
      ),
    );
  const isYielding =
    asset.underlying !== null && asset.pricing.sources.some((source) => source.basis === 'fundamental');
  if (isYielding && asset.growthCapPerYearBps === null)
    faults.push(
      fault(
        'POLICY_GROWTH_CAP_MISSING',
        [...path, 'growthCapPerYear'],
        `the share price of ${asset.id} could be pushed up by a donation`,
        'state growthCapPerYear, for example 15%',
      ),
    );
  if (leadsTo(policy, partsOf(asset), asset.id, partsOf))
    faults.push(
      fault(
        'POLICY_CIRCULAR_REFERENCE',
        [...path, isShare ? 'constituents' : 'underlying'],
        `${asset.id} is made of itself`,
        'an asset cannot be made of itself',
      ),
    );
  if (leadsTo(policy, asset.backedBy ?? [], asset.id, foundationsOf))
    faults.push(
      fault(
        'POLICY_CIRCULAR_REFERENCE',
        [...path, 'backedBy'],
        `${asset.id} stands behind itself`,
        'name what would be left without it, or nothing',
      ),
    );
  return faults;
}

/** What an asset is made of; and that with what stands behind it. */
const partsOf = ({ underlying, constituents }: PolicyAsset): readonly string[] => [
  ...(underlying === null ? [] : [underlying]),
  ...constituents,
];
const foundationsOf = (asset: PolicyAsset): readonly string[] => [...partsOf(asset), ...(asset.backedBy ?? [])];

/** Whether following assets from these on leads to that one. */
function leadsTo(
  policy: Policy,
  from: readonly string[],
  assetId: string,
  next: (asset: PolicyAsset) => readonly string[],
): boolean {
  const waiting = [...from];
  const seen = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === assetId) return true;
    const here: string = id;
    const asset = policy.assets.find((item) => item.id === here);
    if (!seen.has(id) && asset !== undefined) waiting.push(...next(asset));
    seen.add(id);
  }
  return false;
}

function checkPeg(asset: PolicyAsset, path: Path): PolicyFault[] {
  const { pegWad, depegPriceWad } = asset;
  if (depegPriceWad === null || (pegWad !== null && depegPriceWad < pegWad)) return [];
  return [
    fault(
      'POLICY_DEPEG_THRESHOLD',
      [...path, 'depegThreshold'],
      pegWad === null ? `${asset.id} has no peg to fall from` : 'depegThreshold is not below peg',
      pegWad === null ? 'state peg, or remove depegThreshold' : 'put it below par, for example at 0.97',
    ),
  ];
}

function checkSource(policy: Policy, asset: PolicyAsset, source: PolicySource, path: Path): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const isOnChain = source.venue !== 'attested' && source.venue !== 'nav';
  const missing = (key: 'address' | 'chain' | 'feedId'): PolicyFault =>
    fault('POLICY_MISSING_KEY', [...path, key], `a ${source.venue} source needs ${key}`, `add ${key}`);
  if (source.minPriceWad >= source.maxPriceWad)
    faults.push(
      fault('POLICY_BOUNDS_CROSSED', [...path, 'minPrice'], 'minPrice is not below maxPrice', 'swap or widen them'),
    );
  if (isOnChain && source.chain === null) faults.push(missing('chain'));
  if (isOnChain && source.address === null) faults.push(missing('address'));
  if (source.venue === 'pyth' && source.feedId === null) faults.push(missing('feedId'));
  if (source.quote === asset.id)
    faults.push(
      fault(
        'POLICY_CIRCULAR_REFERENCE',
        [...path, 'quote'],
        `${asset.id} is quoted in itself`,
        'quote it in the numeraire or another asset',
      ),
    );
  const underlyings = asset.class === 'lpShare' ? asset.constituents : [asset.underlying];
  const isRate = source.basis === 'fundamental' && source.quote !== policy.numeraire && source.quote !== asset.id;
  if (isRate && !underlyings.includes(source.quote))
    faults.push(
      fault(
        'POLICY_RATE_QUOTE',
        [...path, 'quote'],
        `a redemption rate in ${source.quote}, which ${asset.id} does not redeem for`,
        'quote it in the underlying or the numeraire',
      ),
    );
  return faults;
}
