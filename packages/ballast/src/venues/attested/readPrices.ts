// One idea: from files of signed prices to what the policy's attested sources say.
import {
  attestedText,
  type AttestedPrice,
  type Policy,
  type PolicyAsset,
  type PolicySource,
  type PriceObservation,
  type Seconds,
  type Unknown,
} from '@ballast/core';
import { silentObservation } from '../priceSource.ts';
import { unknownOf } from '../snapshotPart.ts';
import { newestOf } from './newestOf.ts';
import { parseOf } from './parseOf.ts';
import type { AttestedSource } from './readAttested.ts';
import type { SignedPrice } from './signAttested.ts';
import { verifySignatures } from './verifySignatures.ts';

export interface PricesRead {
  readonly prices: readonly PriceObservation[];
  readonly attestedPrices: readonly AttestedPrice[];
  readonly unknowns: readonly Unknown[];
}

/** Sources no contract answers for: attested ones, and a net asset value without a feed. Pure. */
export const attestedSources = (policy: Policy): { readonly asset: PolicyAsset; readonly source: PolicySource }[] =>
  policy.assets.flatMap((asset) =>
    asset.pricing.sources
      .filter((source) => source.venue === 'attested' || source.address === null || source.chain === null)
      .map((source) => ({ asset, source })),
  );

/**
 * Gives each attested source the newest price that two distinct approvers signed; its age counts from what it is as of.
 * Without one, or once it expired, the source has no price and that is said. Files that hold something else are not
 * touched.
 */
export function readPrices(policy: Policy, nowSeconds: Seconds, files: readonly AttestedSource[]): PricesRead {
  const lines = attestedSources(policy);
  const unknowns: Unknown[] = [];
  const read = files.flatMap((file): AttestedPrice[] => {
    const signed = parseOf(file, 'ballast/attested-price/1');
    if (signed === null) return [];
    const { signatures, ...body } = signed;
    const approval = verifySignatures(body, signatures, policy.roles.approvers);
    const fault = faultOf(signed, policy, lines, nowSeconds) ?? (approval.isDualApproved ? null : UNAPPROVED);
    if (fault === null) return [{ ...body, signatures, ...approval }];
    unknowns.push(unknownOf(`attested:${signed.id}`, { ...fault, reason: `${file.name}: ${fault.reason}` }));
    return [];
  });
  const { records, disputed } = newestOf(
    read,
    (price) => price.sourceId,
    (a, b) => attestedText(a) === attestedText(b),
  );
  const attestedPrices = records.filter((record) => record.expiresAtSeconds > nowSeconds);
  const prices = lines.map((line): PriceObservation => {
    const { source } = line;
    const place = { policy, chain: source.chain ?? '', block: null, timeSeconds: nowSeconds };
    const found = attestedPrices.find((record) => record.sourceId === source.id);
    if (found !== undefined) return observationOf(silentObservation(place, line, ''), found, nowSeconds);
    unknowns.push(unknownOf(`source:${source.id}`, whyNone(source.id, records, disputed)));
    return silentObservation(place, line, 'none');
  });
  return { prices, attestedPrices, unknowns };
}

const UNAPPROVED = {
  code: 'ATTESTED_NOT_APPROVED',
  reason: 'it is not signed by two distinct approvers of the policy',
};

const observationOf = (silent: PriceObservation, price: AttestedPrice, nowSeconds: Seconds): PriceObservation => ({
  ...silent,
  priceWad: price.priceWad,
  updatedAtSeconds: price.asOfSeconds,
  ageSeconds: nowSeconds - price.asOfSeconds,
  provenance: {
    kind: 'attested',
    chain: null,
    block: null,
    contract: null,
    method: `record ${price.id} of ${price.institution}`,
    timeSeconds: price.asOfSeconds,
  },
});

function whyNone(
  sourceId: string,
  records: readonly AttestedPrice[],
  disputed: readonly string[],
): { readonly code: string; readonly reason: string } {
  if (disputed.includes(sourceId)) return { code: 'ATTESTED_CONFLICT', reason: 'two prices of the same time differ' };
  if (records.some((record) => record.sourceId === sourceId))
    return { code: 'ATTESTED_EXPIRED', reason: 'its price expired and needs a new statement' };
  return { code: 'ATTESTED_MISSING', reason: 'no usable record says its price' };
}

function faultOf(
  price: SignedPrice,
  policy: Policy,
  lines: readonly { readonly source: PolicySource }[],
  nowSeconds: Seconds,
): { readonly code: string; readonly reason: string } | null {
  if (price.reserve !== policy.reserve)
    return { code: 'ATTESTED_OTHER_RESERVE', reason: `it is for reserve ${price.reserve}` };
  if (!lines.some(({ source }) => source.id === price.sourceId))
    return { code: 'ATTESTED_UNKNOWN_SOURCE', reason: `${price.sourceId} is no attested source of the policy` };
  if (price.asOfSeconds > nowSeconds)
    return { code: 'ATTESTED_FROM_FUTURE', reason: `as of ${price.asOfSeconds}, the chain is at ${nowSeconds}` };
  if (price.expiresAtSeconds <= price.asOfSeconds)
    return { code: 'ATTESTED_EXPIRY_ORDER', reason: 'it expires before it was true' };
  return null;
}
