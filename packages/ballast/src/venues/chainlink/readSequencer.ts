import type { PriceObservation } from '@ballast/core';
import { ask, asCount } from '../ask.ts';
import { unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { chainlinkAbi } from './chainlinkAbi.ts';

/** How long prices of a rollup are not believed after its sequencer came back (Chainlink's own example value). */
export const SEQUENCER_GRACE_SECONDS = 3_600;

/** State of the chain's sequencer, and what could not be read. */
export interface SequencerRead {
  readonly state: PriceObservation['sequencer'];
  readonly part: SnapshotPart;
}

/**
 * Reads the L2 sequencer uptime feed: answer 0 is up, anything else is down; up for less than an hour is grace.
 * A feed that cannot be read, or was never initialised, counts as down. Chains without one have 'none'.
 */
export function readSequencer(context: ReadContext): VenueRead<SequencerRead> {
  const feed = context.policy.chains.find((item) => item.id === context.chain)?.sequencerFeed ?? null;
  if (feed === null) return readOnce([], () => ({ state: 'none', part: {} }));
  const round = ask(feed, chainlinkAbi, 'latestRoundData', []);
  return readOnce([round.call], ([result]) => {
    const answer = round.read(result);
    const since = answer.ok ? asCount({ ok: true, value: answer.value[2] }) : answer;
    if (!answer.ok || !since.ok || since.value === 0) {
      const failure = !answer.ok
        ? answer
        : !since.ok
          ? since
          : { code: 'ROUND_INCOMPLETE', reason: 'never initialised' };
      return { state: 'down', part: { unknowns: [unknownOf(`sequencer:${context.chain}`, failure)] } };
    }
    if (answer.value[1] !== 0n) return { state: 'down', part: {} };
    return { state: context.timeSeconds - since.value < SEQUENCER_GRACE_SECONDS ? 'grace' : 'up', part: {} };
  });
}
