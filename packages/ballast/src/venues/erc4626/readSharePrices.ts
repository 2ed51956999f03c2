import type { Address } from '@ballast/core';
import { ask, askAll, asAmount, asCount } from '../ask.ts';
import { mergeParts } from '../mergeParts.ts';
import { silentObservation, sourcesOn, type SourceLine } from '../priceSource.ts';
import { deploymentOn, unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, type CallResult, type VenueRead } from '../venueRead.ts';
import { erc4626Abi } from './erc4626Abi.ts';
import { priceProbe, sharePriceWadDown } from './sharePrice.ts';

const MAX_SHARE_DECIMALS = 36;

/** Every savings vault that serves the policy as a price source: its redemption rate in the quote asset. */
export function readSharePrices(context: ReadContext): VenueRead<SnapshotPart> {
  const reads = combineReads(sourcesOn(context, ['erc4626']).map((line) => readSharePrice(context, line)));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

/** Assets per whole share, as old as the block. The vault's asset must be the quote the policy states. */
function readSharePrice(context: ReadContext, line: SourceLine): VenueRead<SnapshotPart> {
  const { source } = line;
  const group = askAll({
    asset: ask(source.address, erc4626Abi, 'asset', []),
    decimals: ask(source.address, erc4626Abi, 'decimals', []),
  });
  const quote = deploymentOn(context.policy, source.quote, context.chain);
  const convert = (first: readonly CallResult[]) => {
    const decimals = asCount(group.read(first).decimals);
    const probe = decimals.ok && decimals.value <= MAX_SHARE_DECIMALS ? priceProbe(decimals.value) : 0n;
    return ask(source.address, erc4626Abi, 'convertToAssets', [probe]);
  };
  return {
    first: group.calls,
    second: (first) => [convert(first).call],
    decode: (first, second) => {
      const silent = silentObservation(context, line, 'convertToAssets');
      const { asset, decimals } = group.read(first);
      const converted = asAmount(convert(first).read(second[0]));
      const refuse = (failure: { readonly code: string; readonly reason: string }): SnapshotPart => ({
        prices: [silent],
        unknowns: [unknownOf(`source:${source.id}`, failure)],
      });
      if (!asset.ok) return refuse(asset);
      if (!decimals.ok) return refuse(decimals);
      if (!converted.ok) return refuse(converted);
      if (quote === undefined || (asset.value.toLowerCase() as Address) !== quote.address)
        return refuse({ code: 'SOURCE_PAIR_MISMATCH', reason: `the vault holds ${asset.value}, not ${source.quote}` });
      return {
        prices: [
          {
            ...silent,
            priceWad: sharePriceWadDown(converted.value, quote.decimals),
            updatedAtSeconds: context.timeSeconds,
            ageSeconds: 0,
          },
        ],
      };
    },
  };
}
