import type { SnapshotPart } from './snapshotPart.ts';

/** Several venues' parts as one; every list present, in the order given. */
export const mergeParts = (parts: readonly SnapshotPart[]): Required<SnapshotPart> => ({
  holdings: parts.flatMap((part) => part.holdings ?? []),
  prices: parts.flatMap((part) => part.prices ?? []),
  pools: parts.flatMap((part) => part.pools ?? []),
  lending: parts.flatMap((part) => part.lending ?? []),
  savings: parts.flatMap((part) => part.savings ?? []),
  liabilities: parts.flatMap((part) => part.liabilities ?? []),
  attested: parts.flatMap((part) => part.attested ?? []),
  unknowns: parts.flatMap((part) => part.unknowns ?? []),
  alerts: parts.flatMap((part) => part.alerts ?? []),
  facts: parts.flatMap((part) => part.facts ?? []),
});
