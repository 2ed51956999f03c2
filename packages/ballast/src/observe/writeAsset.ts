import type { Address } from '@ballast/core';
import { NATIVE_COIN } from '../venues/snapshotPart.ts';
import type { Catalogue, CatalogueAsset } from './catalogueSchema.ts';
import { assetOf, originsOf, quoted, written, type DraftAsset } from './policyDraft.ts';

/** What an asset does in a drafted document: trades settle through it, it is held, or others are quoted in it. */
export type DraftRole = 'base' | 'held' | 'quote';

/** Room around what is held today before anything would be traded, in basis points. */
const BAND_BPS = 1_000;
/** Operators a traded asset is priced by at least. */
const ORIGINS_NEEDED = 3;

/** One asset of a drafted document, as YAML with its comments. Pure. */
export function writeAsset(catalogue: Catalogue, draft: DraftAsset, role: DraftRole): string {
  const asset = assetOf(catalogue, draft.assetId);
  const isStable = asset.class === 'stablecoin';
  const lines = [
    ...notesOf(asset, draft, role).map((note) => `# ${note}`),
    `- id: ${asset.id}`,
    `  name: ${quoted(asset.name)}`,
    `  class: ${asset.class}`,
    `  issuer: ${asset.issuer}`,
    `  eligible: ${role !== 'quote' && (originsOf(asset) >= ORIGINS_NEEDED || asset.shareOf !== undefined)}`,
    ...(role === 'base'
      ? ['  # Trades would settle through it; weight of assets that fail moves here.', '  base: true']
      : []),
    `  deployments: [${deploymentsText(catalogue, asset)}]`,
    ...weightsText(draft.shareBps, role),
    `  haircutFloor: ${asset.risk.haircut}`,
    `  liquidityTier: ${isStable ? 'now' : 'hour'}`,
    ...(asset.risk.peg === undefined ? [] : [`  peg: ${asset.risk.peg}`, '  depegThreshold: 0.97']),
    ...(asset.shareOf === undefined
      ? []
      : [`  underlying: ${asset.shareOf.asset}`, `  growthCapPerYear: ${asset.shareOf.growthCapPerYear}`]),
    '  pricing:',
    `    method: ${asset.shareOf === undefined ? 'consensus' : 'nav'}`,
    ...(asset.shareOf === undefined ? [] : [`    issuerHaircut: ${asset.shareOf.issuerHaircut}`]),
    `    bandFloor: ${isStable ? '50 bps' : '200 bps'}`,
    `    bandCap: ${isStable ? '200 bps' : '1000 bps'}`,
    `    dailyVolatility: ${asset.risk.dailyVolatility}`,
    '    sources:',
    ...sourcesText(catalogue, asset, role).map((source) => `      - ${source}`),
    `  states: ${isStable ? STABLE_STATES : VOLATILE_STATES}`,
  ];
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

function notesOf(asset: CatalogueAsset, draft: DraftAsset, role: DraftRole): string[] {
  if (role === 'quote') return ['Not held: prices of others are quoted in it.'];
  const isThin = originsOf(asset) < ORIGINS_NEEDED && asset.shareOf === undefined;
  return [
    ...(draft.note === null ? [] : [draft.note]),
    ...(isThin
      ? ['Fewer than three price origins: valued, but neither bought nor counted towards risk-adjusted backing.']
      : []),
    ...(asset.shareOf === undefined
      ? []
      : [`Worth its redemption rate in ${asset.shareOf.asset}, on its issuer's word.`]),
  ];
}

function weightsText(shareBps: number, role: DraftRole): string[] {
  const room = role === 'quote' ? 0 : BAND_BPS;
  const most = role === 'base' ? 10_000 : Math.min(10_000, shareBps + room);
  return [
    `  targetWeight: ${shareBps} bps`,
    `  minWeight: ${Math.max(0, shareBps - room)} bps`,
    `  maxWeight: ${most} bps`,
  ];
}

const STABLE_STATES =
  '{ iffyDeviation: 1%, iffyFor: 10m, disabledDeviation: 3%, disabledFor: 30m, recoverDeviation: 50 bps, recoverFor: 12h }';
const VOLATILE_STATES =
  '{ iffyDeviation: 12%, iffyFor: 30m, disabledDeviation: 60%, disabledFor: 1h, recoverDeviation: 8%, recoverFor: 12h }';

const deploymentsText = (catalogue: Catalogue, asset: CatalogueAsset): string =>
  [
    ...asset.tokens.map((token) => ({ address: token.address, decimals: token.decimals })),
    ...(asset.isNative ? [{ address: NATIVE_COIN, decimals: 18 }] : []),
  ]
    .map(
      ({ address, decimals }) => `{ chain: ${catalogue.chain}, address: ${written(address)}, decimals: ${decimals} }`,
    )
    .join(', ');

/** A quote asset is judged on its own prices in the numeraire, so that no two assets confirm each other. */
function sourcesText(catalogue: Catalogue, asset: CatalogueAsset, role: DraftRole): string[] {
  const { chain, numeraire, contracts } = catalogue;
  const bounds = `minPrice: ${asset.risk.minPrice}, maxPrice: ${asset.risk.maxPrice}`;
  const at = (address: Address): string => `chain: ${chain}, address: ${written(address)}`;
  const isQuote = role === 'quote';
  const feeds = asset.feeds
    .filter((feed) => !isQuote || feed.quote === numeraire)
    .map(
      (feed, index) =>
        `{ id: ${asset.id}-chainlink${index === 0 ? '' : `-${index + 1}`}, venue: chainlink, ${at(feed.address)}, origin: chainlink, heartbeat: ${feed.heartbeat}, deviation: ${feed.deviation}, ${bounds}, quote: ${feed.quote} }`,
    );
  const pyth =
    asset.pyth === undefined || contracts.pyth === undefined
      ? []
      : [
          `{ id: ${asset.id}-pyth, venue: pyth, ${at(contracts.pyth.address)}, feedId: "${asset.pyth.id}", origin: pyth, heartbeat: 1h, maxConfidence: 2%, ${bounds}, quote: ${numeraire} }`,
        ];
  if (isQuote) return [...feeds, ...pyth];
  const pools = asset.pools.map(
    (pool) =>
      `{ id: ${asset.id}-uniswap-${pool.with}, venue: uniswap-v3, ${at(pool.address)}, origin: uniswap, heartbeat: 1h, ${bounds}, quote: ${pool.with} }`,
  );
  const { shareOf } = asset;
  const rates =
    shareOf === undefined
      ? []
      : asset.tokens.map(
          (token) =>
            `{ id: ${asset.id}-rate, venue: erc4626, ${at(token.address)}, origin: ${asset.id}, basis: fundamental, heartbeat: 1h, ${bounds}, quote: ${shareOf.asset} }`,
        );
  return [...feeds, ...pyth, ...pools, ...rates];
}
