import { formatWad, WAD, type Wad } from '@ballast/core';
import type { Catalogue } from './catalogueSchema.ts';
import { assetOf, originsOf, quoted, written, type DraftAsset, type PolicyDraft } from './policyDraft.ts';
import { writeAsset } from './writeAsset.ts';
import { writeVenues } from './writeVenues.ts';

/**
 * Writes a commented policy that loadPolicy accepts: the accounts as they are, each asset's weight today as its target,
 * no vault and no liabilities. Assets that price others come along with weight zero. Pure.
 */
export function writePolicy(draft: PolicyDraft): string {
  const held = withBase(draft);
  const quotes = quotesOf(draft.catalogue, held);
  return [
    header(draft),
    accountsText(draft),
    'assets:',
    ...held.map((asset, index) => writeAsset(draft.catalogue, asset, index === 0 ? 'base' : 'held')),
    ...quotes.map((assetId) => writeAsset(draft.catalogue, { assetId, shareBps: 0, note: null }, 'quote')),
    writeVenues(draft.catalogue, held, quotes),
    tailText(draft.totalWad),
  ].join('\n');
}

/** Shares that sum to the whole, the base asset first: the largest stablecoin held, else the catalogue's first. */
function withBase(draft: PolicyDraft): DraftAsset[] {
  const isDollar = (id: string): boolean =>
    assetOf(draft.catalogue, id).class === 'stablecoin' && originsOf(assetOf(draft.catalogue, id)) >= 3;
  const first = draft.assets.filter((asset) => isDollar(asset.assetId)).toSorted((a, b) => b.shareBps - a.shareBps)[0];
  const fallback = draft.catalogue.assets.find((asset) => isDollar(asset.id)) ?? draft.catalogue.assets[0];
  const base = first ?? {
    assetId: fallback?.id ?? '',
    shareBps: 0,
    note: 'Not held: what trades would settle through.',
  };
  const others = draft.assets.filter((asset) => asset.assetId !== base.assetId);
  const rest = 10_000 - others.reduce((total, asset) => total + asset.shareBps, 0);
  return [{ ...base, shareBps: rest }, ...others];
}

/** Assets the others are quoted in and that are not in the document yet. A quote asset is judged on its dollar prices alone. */
function quotesOf(catalogue: Catalogue, held: readonly DraftAsset[]): string[] {
  const ids = new Set(held.map((asset) => asset.assetId));
  const wanted = held.flatMap(({ assetId }) => {
    const asset = assetOf(catalogue, assetId);
    return [
      ...asset.feeds.map((feed) => feed.quote),
      ...asset.pools.map((pool) => pool.with),
      ...(asset.shareOf === undefined ? [] : [asset.shareOf.asset]),
    ];
  });
  return [...new Set(wanted)].filter((id) => id !== catalogue.numeraire && !ids.has(id));
}

function header({ catalogue, effective, origin }: PolicyDraft): string {
  return `# Policy drafted from ${origin}.
#
# It describes what is held today and changes nothing: the target of each asset is its weight at the time of the draft,
# so that a first plan has nothing to do. Edit targets, limits and liabilities, then run \`ballast policy check\`.
# docs/reference/policy.md lists every key.
version: 1
reserve: wallet
name: Observed wallets
effective: ${effective}
numeraire: ${catalogue.numeraire}

chains:
  - id: ${catalogue.chain}
    name: ${quoted(catalogue.name)}
    # Batches all reads of a snapshot into a few calls, at one block.
    aggregator: ${written(catalogue.contracts.aggregator.address)}
`;
}

function accountsText({ catalogue, accounts }: PolicyDraft): string {
  const lines = accounts.map((account) => {
    const said =
      account.safe === null
        ? account.kind === 'contract'
          ? 'A contract that is not a Safe; what it may do is not known here.'
          : 'A plain wallet: whoever has its key has everything in it.'
        : `A Safe: ${account.safe.threshold} of ${account.safe.owners} signatures move what is in it.`;
    return `  # ${said}
  - { id: ${account.id}, kind: ${account.kind === 'safe' ? 'safe' : 'eoa'}, chain: ${catalogue.chain}, address: ${written(account.address)}, custodian: own }`;
  });
  return `accounts:\n${lines.join('\n')}\n`;
}

/** Two leading digits of a share of everything, so that a budget reads like one; a fixed sum where nothing was valued. */
function budget(totalWad: Wad | null, shareBps: bigint, otherwise: bigint): string {
  const exact = totalWad === null ? otherwise : (totalWad * shareBps) / 10_000n / WAD;
  const digits = (exact < 1n ? 1n : exact).toString();
  return formatWad(BigInt(digits.slice(0, 2).padEnd(digits.length, '0')) * WAD);
}

function tailText(totalWad: Wad | null): string {
  return `# What is owed. Without liabilities there is no backing ratio; a stablecoin states its token and terms here, for example:
#   - { id: coin, name: Our coin, kind: par, chain: eip155:1, token: "0x…", decimals: 18, payoutAsset: USDC,
#       owed: payoutAsset, redemption: { queue: 1h }, runPerDay: 10% }
liabilities: []

limits:
  minBackingRatio: 100%
  minRiskAdjustedBackingRatio: 95%
  maxPegDeviation: 2%
  # Most that trades of a day may cost, and turn over.
  lossPerDay: ${budget(totalWad, 10n, 1_000n)}
  turnoverPerDay: ${budget(totalWad, 1_000n, 100_000n)}
  maxSlippage: 30 bps
  exitSlippage: 250 bps
  # Smaller trades are not worth their cost.
  minTrade: ${budget(totalWad, 10n, 1_000n)}
  maxVaultValue: ${budget(totalWad, 100_000n, 1_000_000n)}
  mintCapPerDay: 0

levels: { watchBacking: 103%, defensiveBacking: 101%, emergencyBacking: 100%, calmFor: 6h }

# Who bears a loss, first to last.
waterfall: [surplus, holders]

# Without a vault nobody acts: plans are written down, and carried out by hand.
roles: {}

execution: { planLifetime: 15m, maxDrift: 50 bps }
`;
}
