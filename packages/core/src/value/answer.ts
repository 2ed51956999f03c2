import { BPS, type Bps, type Wad } from '../units/amounts.ts';
import type { PolicySource } from '../policy/policy.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import type { SourceVerdict } from '../records/sheet.ts';

/** One answer in the numeraire, ready to be judged. `drop` is empty or the reason it does not count. */
export interface Answer {
  readonly sourceId: string;
  readonly origin: string;
  readonly priceWad: Wad | null;
  readonly ageSeconds: number | null;
  readonly weightBps: Bps;
  readonly drop: string;
}

/** Slack beyond the heartbeat before an answer is stale: observed update latency of push feeds. */
export const STALE_SLACK_SECONDS = 120;
const FUTURE_SLACK_SECONDS = 60;

/** Why an observation cannot count, or "". Step 1 of the consensus rule. Pure. */
export function dropReason(observation: PriceObservation, source: PolicySource, nowSeconds: number): string {
  if (observation.priceWad === null || observation.updatedAtSeconds === null) return 'UNKNOWN';
  if (observation.priceWad <= 0n) return 'NON_POSITIVE';
  if (observation.updatedAtSeconds > nowSeconds + FUTURE_SLACK_SECONDS) return 'FUTURE';
  if (nowSeconds - observation.updatedAtSeconds > source.heartbeatSeconds + STALE_SLACK_SECONDS) return 'STALE';
  if (observation.isClamped) return 'CLAMPED';
  if (observation.sequencer === 'down' || observation.sequencer === 'grace') return 'SEQUENCER';
  if (isVague(observation.priceWad, observation.confidenceWad, source.maxConfidenceBps)) return 'CONFIDENCE_WIDE';
  if (observation.priceWad < source.minPriceWad || observation.priceWad > source.maxPriceWad) return 'OUT_OF_BOUNDS';
  return '';
}

/** A stated half-width above its maximum, or one that no honest source states. */
const isVague = (priceWad: Wad, confidenceWad: Wad | null, maxConfidenceBps: Bps): boolean =>
  confidenceWad !== null && (confidenceWad < 0n || confidenceWad * BPS > priceWad * maxConfidenceBps);

/** Whether an answer counts: not dropped, priced, and with a vote. */
export const isLive = (answer: Answer): answer is Answer & { readonly priceWad: Wad } =>
  answer.drop === '' && answer.priceWad !== null && answer.weightBps > 0n;

/** How one answer fared, in the words of the balance sheet. Pure. */
export const verdictOf = (answer: Answer, verdict: SourceVerdict['verdict'], code: string): SourceVerdict => ({
  sourceId: answer.sourceId,
  origin: answer.origin,
  priceWad: answer.priceWad,
  ageSeconds: answer.ageSeconds,
  weightBps: answer.weightBps,
  verdict,
  code,
});

/** The same for an answer that does not count. */
export const droppedVerdict = (answer: Answer): SourceVerdict =>
  verdictOf(answer, 'dropped', answer.drop === '' ? 'UNKNOWN' : answer.drop);
