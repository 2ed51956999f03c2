import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

type Path = readonly (string | number)[];

/** What must not be named twice: ids, and things in the world under two names, which would count twice. Pure. */
export function checkIds(policy: Policy): PolicyFault[] {
  return [
    ...duplicateIds(policy),
    ...duplicateTokens(policy),
    ...duplicateAccounts(policy),
    ...duplicateVenues(policy),
    ...duplicateLimits(policy),
    ...duplicateRoles(policy),
  ];
}

/** One fault for each entry whose key was seen before. */
function repeated(
  entries: readonly { readonly key: string | null; readonly path: Path; readonly what: string }[],
  code: string,
  remedy: string,
): PolicyFault[] {
  const seen = new Set<string>();
  return entries.flatMap(({ key, path, what }) => {
    if (key === null) return [];
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [{ code, path, message: `${what} is named twice`, remedy }] : [];
  });
}

function duplicateIds(policy: Policy): PolicyFault[] {
  const lists = {
    chains: policy.chains,
    accounts: policy.accounts,
    assets: policy.assets,
    venues: policy.venues,
    liabilities: policy.liabilities,
    junior: policy.junior,
  } satisfies Record<string, readonly { readonly id: string }[]>;
  const named = Object.entries(lists).flatMap(([name, list]) =>
    repeated(
      list.map(({ id }, index) => ({ key: id, path: [name, index, 'id'], what: `"${id}" in ${name}` })),
      'POLICY_DUPLICATE_ID',
      'give each its own id',
    ),
  );
  const sources = policy.assets.flatMap((asset, index) =>
    asset.pricing.sources.map(({ id }, at) => ({
      key: id,
      path: ['assets', index, 'pricing', 'sources', at, 'id'],
      what: `source "${id}"`,
    })),
  );
  const numeraire = policy.assets.flatMap(({ id }, index) =>
    id === policy.numeraire && policy.assets[index]?.class !== 'fiat'
      ? [
          {
            code: 'POLICY_DUPLICATE_ID',
            path: ['assets', index, 'id'],
            message: `"${id}" is also the numeraire`,
            remedy: 'only cash of that currency may carry its name',
          },
        ]
      : [],
  );
  return [...named, ...numeraire, ...repeated(sources, 'POLICY_DUPLICATE_ID', 'source ids are unique in the policy')];
}

function duplicateTokens(policy: Policy): PolicyFault[] {
  const deployments = policy.assets.flatMap((asset, index) =>
    asset.deployments.map(({ chain, address }, at) => ({
      key: `${chain}/${address}`,
      path: ['assets', index, 'deployments', at],
      what: `the token ${address}`,
    })),
  );
  const liabilities = policy.liabilities.map(({ chain, token }, index) => ({
    key: `${chain}/${token}`,
    path: ['liabilities', index, 'token'],
    what: `the liability token ${token}`,
  }));
  const collateral = policy.liabilities.flatMap((liability, index) =>
    liability.kind === 'cdp'
      ? repeated(
          liability.collateralAssets.map((id, at) => ({
            key: id,
            path: ['liabilities', index, 'collateralAssets', at],
            what: `collateral "${id}"`,
          })),
          'POLICY_DUPLICATE_ENTRY',
          'name each once',
        )
      : [],
  );
  return [
    ...repeated(deployments, 'POLICY_DUPLICATE_DEPLOYMENT', 'one token is one asset'),
    ...repeated(liabilities, 'POLICY_DUPLICATE_LIABILITY', 'one token is one liability'),
    ...collateral,
  ];
}

function duplicateAccounts(policy: Policy): PolicyFault[] {
  const accounts = policy.accounts.map(({ chain, address }, index) => ({
    key: chain === null || address === null ? null : `${chain}/${address}`,
    path: ['accounts', index, 'address'],
    what: `the account ${address}`,
  }));
  const stakes = policy.junior.map(({ assetId, accountId }, index) => ({
    key: `${assetId}@${accountId}`,
    path: ['junior', index],
    what: `the stake of ${assetId} in ${accountId}`,
  }));
  return [
    ...repeated(accounts, 'POLICY_DUPLICATE_ACCOUNT', 'one account has one id, or its balances would count twice'),
    ...repeated(stakes, 'POLICY_DUPLICATE_ENTRY', 'name each once'),
  ];
}

function duplicateVenues(policy: Policy): PolicyFault[] {
  const places = policy.venues.map(({ chain, address, assets }, index) => ({
    key: `${chain}/${address}/${assets.toSorted().join('/')}`,
    path: ['venues', index, 'address'],
    what: `the venue at ${address}`,
  }));
  const receipts = policy.venues.map((venue, index) => ({
    key: venue.kind === 'uniswap-v3' || venue.receipt === null ? null : `${venue.chain}/${venue.receipt}`,
    path: ['venues', index, 'receipt'],
    what: `the receipt ${venue.receipt}`,
  }));
  return [
    ...repeated(places, 'POLICY_DUPLICATE_VENUE', 'one venue has one id'),
    ...repeated(receipts, 'POLICY_DUPLICATE_RECEIPT', 'one receipt is one deposit, or it would count twice'),
  ];
}

/** Two limits on one thing leave open which one is meant. */
function duplicateLimits({ limits }: Policy): PolicyFault[] {
  const lists = [
    limits.liquidity.map(({ horizon }, index) => ({
      key: horizon,
      path: ['limits', 'liquidity', index],
      what: `the horizon "${horizon}"`,
    })),
    limits.exposures.map(({ kind, id }, index) => ({
      key: `${kind}:${id}`,
      path: ['limits', 'exposures', index],
      what: `the exposure to ${kind} "${id}"`,
    })),
    limits.tails.map((tail, index) => ({
      key: `${tail.measure}:${tail.method}:${tail.confidenceBps}:${tail.horizonDays}`,
      path: ['limits', 'tails', index],
      what: `${tail.measure} by this method, confidence and horizon`,
    })),
    (limits.failure?.defaults ?? []).map(({ kind, id }, index) => ({
      key: `${kind}:${id}`,
      path: ['limits', 'failure', 'defaults', index],
      what: `the default of ${kind} "${id}"`,
    })),
  ];
  return lists.flatMap((list) => repeated(list, 'POLICY_DUPLICATE_LIMIT', 'keep the stricter one'));
}

/** Two signatures of one key are one signature. */
function duplicateRoles({ roles }: Policy): PolicyFault[] {
  const entries = (name: 'attesters' | 'approvers') =>
    roles[name].map((key, index) => ({ key, path: ['roles', name, index], what: 'this key' }));
  return [
    ...repeated(entries('attesters'), 'POLICY_DUPLICATE_ENTRY', 'name each key once'),
    ...repeated(entries('approvers'), 'POLICY_DUPLICATE_ENTRY', 'name each key once: two approvers are two keys'),
  ];
}
