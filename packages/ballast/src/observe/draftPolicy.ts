import { formatDecimal, formatWad, isoTime } from '@ballast/core';
import type { Discovery, FoundAmount, FoundAsset } from './discover.ts';
import { writePolicy } from './writePolicy.ts';

/** The policy of what was found, as commented YAML that loadPolicy accepts: read-only, no vault, today's weights as targets. Pure. */
export function draftPolicy(discovery: Discovery): string {
  const { block, catalogue } = discovery;
  const time = isoTime(block.timestampSeconds);
  return writePolicy({
    catalogue,
    accounts: discovery.accounts,
    assets: discovery.assets.map((asset) => ({
      assetId: asset.assetId,
      shareBps: asset.shareBps,
      note: noteOf(asset, catalogue.numeraire),
    })),
    totalWad: discovery.totalWad === 0n ? null : discovery.totalWad,
    effective: time.slice(0, 10),
    origin: `what ${discovery.accounts.length} address${discovery.accounts.length === 1 ? '' : 'es'} held at block ${block.number} of ${catalogue.name}, ${time}`,
  });
}

function noteOf(asset: FoundAsset, numeraire: string): string {
  if (asset.amounts.length === 0) return 'Found: the other side of a pool position.';
  const places = asset.amounts.map((amount) => placeOf(asset.assetId, amount)).join(', ');
  const worth =
    asset.valueWad === null ? 'no live price' : `worth ${formatWad(asset.valueWad, 2)} ${numeraire} at the low side`;
  return `Found: ${places}; ${worth}.`;
}

const placeOf = (assetId: string, amount: FoundAmount): string =>
  `${formatDecimal(amount.amountRaw, amount.decimals, Math.min(6, amount.decimals))} ${assetId} in ${amount.accountId}${amount.venueId === null ? '' : ` at ${amount.venueId}`}`;
