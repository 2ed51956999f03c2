import type { Address } from '@ballast/core';
import { ask, askAll } from '../ask.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { governorAbi } from './governorAbi.ts';

const STATES = ['pending', 'active', 'canceled', 'defeated', 'succeeded', 'queued', 'expired', 'executed'] as const;
export type ProposalState = (typeof STATES)[number];

/** Where a proposal stands. Times are unix seconds, or blocks where the DAO counts its votes by blocks. */
export interface ProposalStatus {
  readonly state: ProposalState;
  readonly clock: number;
  readonly isClockTime: boolean;
  readonly voteFrom: number;
  readonly voteUntil: number;
  /** When it may be executed, unix seconds; null until it is queued. */
  readonly etaSeconds: number | null;
  readonly forVotes: bigint;
  readonly againstVotes: bigint;
  readonly abstainVotes: bigint;
  /** Votes it takes; null before voting begins. */
  readonly quorumVotes: bigint | null;
  readonly timelock: Address;
}

/** A proposal at a Governor, in two rounds; null when the Governor knows no such proposal or does not answer as one. */
export function readProposal(governor: Address, proposalId: bigint): VenueRead<ProposalStatus | null> {
  const asked = askAll({
    state: ask(governor, governorAbi, 'state', [proposalId]),
    clock: ask(governor, governorAbi, 'clock', []),
    mode: ask(governor, governorAbi, 'CLOCK_MODE', []),
    from: ask(governor, governorAbi, 'proposalSnapshot', [proposalId]),
    until: ask(governor, governorAbi, 'proposalDeadline', [proposalId]),
    eta: ask(governor, governorAbi, 'proposalEta', [proposalId]),
    votes: ask(governor, governorAbi, 'proposalVotes', [proposalId]),
    timelock: ask(governor, governorAbi, 'timelock', []),
  });
  const quorumAt = (from: bigint) => ask(governor, governorAbi, 'quorum', [from]);
  return {
    ...readOnce(asked.calls, () => null),
    second: (first) => {
      const { from } = asked.read(first);
      return [quorumAt(from.ok ? from.value : 0n).call];
    },
    decode: (first, second) => {
      const { state, clock, mode, from, until, eta, votes, timelock } = asked.read(first);
      if (!state.ok || !clock.ok || !from.ok || !until.ok || !votes.ok || !timelock.ok) return null;
      const name = STATES[state.value];
      if (name === undefined) return null;
      const quorum = quorumAt(from.value).read(second[0]);
      const [againstVotes, forVotes, abstainVotes] = votes.value;
      return {
        state: name,
        clock: Number(clock.value),
        isClockTime: mode.ok && mode.value.includes('timestamp'),
        voteFrom: Number(from.value),
        voteUntil: Number(until.value),
        etaSeconds: eta.ok && eta.value > 0n ? Number(eta.value) : null,
        forVotes,
        againstVotes,
        abstainVotes,
        quorumVotes: quorum.ok ? quorum.value : null,
        timelock: timelock.value.toLowerCase() as Address,
      };
    },
  };
}
