import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { BallastError } from '@ballast/core';
import { catalogueSchema, type Catalogue } from './catalogueSchema.ts';

export class CatalogueInvalid extends BallastError {
  constructor(fileName: string, place: string, reason: string) {
    super({
      code: 'OBSERVE_CATALOGUE_INVALID',
      message: `${fileName}${place === '' ? '' : ` ${place}`}: ${reason}`,
      remedy: 'mend the catalogue; the one shipped for Ethereum is a model',
      retryable: false,
    });
  }
}

/** The catalogue of Ethereum mainnet shipped with the package. */
export const ETHEREUM_CATALOGUE = new URL('../../catalogue/ethereum.yaml', import.meta.url);

/** Reads the shipped catalogue. */
export const shippedCatalogue = (): Catalogue =>
  loadCatalogue(readFileSync(ETHEREUM_CATALOGUE, 'utf8'), 'ethereum.yaml');

/** Reads a catalogue's text. Throws CatalogueInvalid with place and reason; every reference must lead somewhere. */
export function loadCatalogue(text: string, fileName: string): Catalogue {
  let document: unknown;
  try {
    // failsafe: every scalar stays the text it was written as; no number goes through a float.
    document = parse(text, { schema: 'failsafe', uniqueKeys: true, maxAliasCount: 0 });
  } catch (cause) {
    throw new CatalogueInvalid(
      fileName,
      '',
      cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'not YAML',
    );
  }
  const parsed = catalogueSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CatalogueInvalid(fileName, issue?.path.map(String).join('.') ?? '', issue?.message ?? 'malformed');
  }
  const fault = faultOf(parsed.data);
  if (fault !== null) throw new CatalogueInvalid(fileName, fault.place, fault.reason);
  return parsed.data;
}

function faultOf(catalogue: Catalogue): { readonly place: string; readonly reason: string } | null {
  const ids = new Set(catalogue.assets.map((asset) => asset.id));
  const tokens = catalogue.assets.flatMap((asset) => asset.tokens.map((token) => token.address));
  if (ids.size !== catalogue.assets.length) return { place: 'assets', reason: 'an asset is named twice' };
  if (new Set(tokens).size !== tokens.length) return { place: 'assets', reason: 'a token belongs to two assets' };
  if (catalogue.assets.filter((asset) => asset.isNative).length > 1)
    return { place: 'assets', reason: 'two assets claim the native coin' };
  for (const asset of catalogue.assets) {
    const quotes = [
      ...asset.feeds.map((feed) => feed.quote).filter((quote) => quote !== catalogue.numeraire),
      ...asset.pools.map((pool) => pool.with),
      ...(asset.shareOf === undefined ? [] : [asset.shareOf.asset]),
    ];
    const unknown = quotes.find((quote) => !ids.has(quote) || quote === asset.id);
    if (unknown !== undefined) return { place: `assets.${asset.id}`, reason: `"${unknown}" is no other asset here` };
    const isPriced =
      asset.feeds.length + asset.pools.length > 0 || asset.pyth !== undefined || asset.shareOf !== undefined;
    if (!isPriced) return { place: `assets.${asset.id}`, reason: 'nothing prices it' };
    if (asset.pyth !== undefined && catalogue.contracts.pyth === undefined)
      return { place: `assets.${asset.id}.pyth`, reason: 'the catalogue names no Pyth contract' };
    if (asset.lending !== undefined && catalogue.contracts.aavePool === undefined)
      return { place: `assets.${asset.id}.lending`, reason: 'the catalogue names no lending pool' };
  }
  return null;
}
