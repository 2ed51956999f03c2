import { dependsOnUs } from './endogenous.ts';
import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

type Path = readonly (string | number)[];

/** Every name that must lead somewhere, and the keys a thing cannot do without. Pure. */
export function checkReferences(policy: Policy): PolicyFault[] {
  const names = namesOf(policy);
  return [
    ...checkAccounts(policy, names),
    ...checkAssetNames(policy, names),
    ...checkVenues(policy, names),
    ...checkLiabilities(policy, names),
    ...checkCounterparties(policy, names),
  ];
}

interface Names {
  readonly asset: ReadonlySet<string>;
  readonly account: ReadonlySet<string>;
  readonly chain: ReadonlySet<string>;
  readonly venue: ReadonlySet<string>;
}

const namesOf = (policy: Policy): Names => ({
  asset: new Set(policy.assets.map((asset) => asset.id)),
  account: new Set(policy.accounts.map((account) => account.id)),
  chain: new Set(policy.chains.map((chain) => chain.id)),
  venue: new Set(policy.venues.map((venue) => venue.id)),
});

/** A fault when a name is given and leads nowhere. */
function need(known: ReadonlySet<string>, id: string | null, path: Path, what: string): PolicyFault[] {
  if (id === null || known.has(id)) return [];
  return [
    {
      code: 'POLICY_DANGLING_REFERENCE',
      path,
      message: `${what} "${id}" is not in this policy`,
      remedy: `name an existing ${what}, or add it`,
    },
  ];
}

const missing = (path: Path, message: string, remedy: string): PolicyFault => ({
  code: 'POLICY_MISSING_KEY',
  path,
  message,
  remedy,
});

function checkAccounts(policy: Policy, names: Names): PolicyFault[] {
  return policy.accounts.flatMap((account, i) => {
    const isIncomplete = account.kind !== 'custodian' && (account.address === null || account.chain === null);
    return [
      ...need(names.chain, account.chain, ['accounts', i, 'chain'], 'chain'),
      ...(isIncomplete
        ? [missing(['accounts', i], `${account.id} needs chain and address`, 'add them, or make it a custodian')]
        : []),
    ];
  });
}

function checkAssetNames(policy: Policy, names: Names): PolicyFault[] {
  return policy.assets.flatMap((asset, i) => [
    ...need(names.asset, asset.underlying, ['assets', i, 'underlying'], 'asset'),
    ...asset.constituents.flatMap((id, at) => need(names.asset, id, ['assets', i, 'constituents', at], 'asset')),
    ...(asset.backedBy ?? []).flatMap((id, at) => need(names.asset, id, ['assets', i, 'backedBy', at], 'asset')),
    ...asset.exitVenues.flatMap((id, at) => need(names.venue, id, ['assets', i, 'exitVenues', at], 'venue')),
    ...asset.deployments.flatMap((item, at) =>
      need(names.chain, item.chain, ['assets', i, 'deployments', at, 'chain'], 'chain'),
    ),
    ...asset.pricing.sources.flatMap((source, at) => {
      const path = ['assets', i, 'pricing', 'sources', at];
      const quote = source.quote === policy.numeraire ? null : source.quote;
      return [
        ...need(names.chain, source.chain, [...path, 'chain'], 'chain'),
        ...need(names.asset, quote, [...path, 'quote'], 'asset'),
      ];
    }),
  ]);
}

function checkVenues(policy: Policy, names: Names): PolicyFault[] {
  return policy.venues.flatMap((venue, i) => {
    const wanted = venue.kind === 'uniswap-v3' ? 2 : 1;
    const isRight = venue.assets.length === wanted && new Set(venue.assets).size === wanted;
    const absent = venue.assets.filter((id) => {
      const asset = policy.assets.find((item) => item.id === id);
      return asset !== undefined && !asset.deployments.some((item) => item.chain === venue.chain);
    });
    return [
      ...need(names.chain, venue.chain, ['venues', i, 'chain'], 'chain'),
      ...venue.assets.flatMap((id, at) => need(names.asset, id, ['venues', i, 'assets', at], 'asset')),
      ...(isRight
        ? []
        : [
            {
              code: 'POLICY_VENUE_ASSETS',
              path: ['venues', i, 'assets'],
              message: `${venue.kind} takes ${wanted === 1 ? 'one asset' : 'two different assets'}`,
              remedy: 'name them',
            },
          ]),
      ...absent.map((id) => ({
        code: 'POLICY_NOT_DEPLOYED',
        path: ['venues', i, 'assets', venue.assets.indexOf(id)],
        message: `${id} has no token on ${venue.chain}`,
        remedy: 'add its deployment there, or move the venue',
      })),
      ...(venue.kind === 'uniswap-v3' && venue.feePips === null
        ? [
            missing(
              ['venues', i, 'feePips'],
              'a pool needs feePips',
              'add its fee in hundredths of a basis point, for example 500',
            ),
          ]
        : []),
      ...(venue.kind === 'aave-v3' && venue.receipt === null
        ? [missing(['venues', i, 'receipt'], 'a lending venue needs receipt', 'add the address of its aToken')]
        : []),
    ];
  });
}

function checkLiabilities(policy: Policy, names: Names): PolicyFault[] {
  return [
    ...policy.liabilities.flatMap((liability, i): PolicyFault[] => [
      ...need(names.chain, liability.chain, ['liabilities', i, 'chain'], 'chain'),
      ...need(names.asset, liability.payoutAsset, ['liabilities', i, 'payoutAsset'], 'asset'),
      ...(names.asset.has(liability.payoutAsset) && dependsOnUs(policy, liability.payoutAsset)
        ? [
            {
              code: 'POLICY_ENDOGENOUS_PAYOUT',
              path: ['liabilities', i, 'payoutAsset'],
              message: `${liability.payoutAsset} depends on this protocol's own health: paying in it pays nobody in a run`,
              remedy: 'pay in an asset that others stand behind',
            },
          ]
        : []),
      ...(liability.kind === 'indexed' ? checkIndex(policy, liability.index, ['liabilities', i, 'index'], names) : []),
      ...(liability.kind === 'cdp'
        ? liability.collateralAssets.flatMap((id, at) =>
            need(names.asset, id, ['liabilities', i, 'collateralAssets', at], 'asset'),
          )
        : []),
    ]),
    ...policy.junior.flatMap((stake, i) => [
      ...need(names.asset, stake.assetId, ['junior', i, 'asset'], 'asset'),
      ...need(names.account, stake.accountId, ['junior', i, 'account'], 'account'),
    ]),
    ...need(names.chain, policy.execution.vault?.chain ?? null, ['execution', 'vault', 'chain'], 'chain'),
  ];
}

/** An index that is our own liability would owe itself. */
function checkIndex(policy: Policy, index: string, path: Path, names: Names): PolicyFault[] {
  const isOwn = policy.assets.some((asset) => asset.id === index && asset.class === 'ownLiability');
  return [
    ...need(names.asset, index, path, 'asset'),
    ...(isOwn
      ? [
          {
            code: 'POLICY_CIRCULAR_REFERENCE',
            path,
            message: `${index} is what we owe`,
            remedy: 'index it to something else',
          },
        ]
      : []),
  ];
}

function checkCounterparties(policy: Policy, names: Names): PolicyFault[] {
  const known = {
    issuer: new Set(policy.assets.map((asset) => asset.issuer)),
    venue: new Set(policy.venues.map((venue) => venue.operator)),
    custodian: new Set([
      ...policy.accounts.map((account) => account.custodian),
      ...policy.assets.flatMap((asset) => asset.custodian ?? []),
    ]),
    bridge: new Set(policy.assets.flatMap((asset) => asset.deployments.flatMap((item) => item.bridge ?? []))),
    chain: names.chain,
  };
  return [
    ...policy.limits.exposures.flatMap((limit, i) =>
      need(known[limit.kind], limit.id, ['limits', 'exposures', i, 'id'], limit.kind),
    ),
    ...(policy.limits.failure?.defaults ?? []).flatMap((item, i) =>
      need(known[item.kind], item.id, ['limits', 'failure', 'defaults', i, 'id'], item.kind),
    ),
  ];
}
