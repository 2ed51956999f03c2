import type { Address, ChainId } from '@ballast/core';
import { ask } from '../ask.ts';
import {
  NATIVE_COIN,
  ownAccounts,
  tokenSubject,
  type ContractFacts,
  type ReadContext,
  type SnapshotPart,
} from '../snapshotPart.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { tokenGuardAbi } from './erc20Abi.ts';

const LISTS = ['isBlacklisted', 'isBlackListed', 'isFrozen'] as const;

/** A token whose issuer may stop it, and the subject its state is reported under. */
export interface GuardedToken {
  readonly subject: string;
  readonly token: Address;
}

/** Tokens of the policy on a chain: assets and liabilities. */
export const guardedTokens = ({
  policy,
  chain,
}: {
  readonly policy: ReadContext['policy'];
  readonly chain: ChainId;
}): GuardedToken[] => [
  ...policy.assets.flatMap((asset) =>
    asset.deployments
      .filter((item) => item.chain === chain && item.address !== NATIVE_COIN)
      .map((item) => ({ subject: tokenSubject(asset.id, chain), token: item.address })),
  ),
  ...policy.liabilities
    .filter((item) => item.chain === chain)
    .map((item) => ({ subject: `liability:${item.id}`, token: item.token })),
];

/**
 * Whether each token is paused and whether it blocks one of our accounts, in the spellings issuers use.
 * A token that answers none of them has null: not known to have such a list, not known to be free of one.
 */
export function readTokenGuards(context: ReadContext): VenueRead<SnapshotPart> {
  const tokens = guardedTokens(context);
  const accounts = ownAccounts(context);
  const paused = tokens.map(({ token }) => ask(token, tokenGuardAbi, 'paused', []));
  const lists = tokens.flatMap(({ token }) =>
    accounts.flatMap((account) => LISTS.map((name) => ask(token, tokenGuardAbi, name, [account.address]))),
  );
  return readOnce(
    [...paused, ...lists].map((item) => item.call),
    (results) => {
      const listed = lists.map((item, index) => item.read(results[paused.length + index]));
      const perToken = accounts.length * LISTS.length;
      const facts = tokens.map(({ subject }, index): ContractFacts => {
        const pause = paused[index]!.read(results[index]);
        const answers = listed.slice(index * perToken, (index + 1) * perToken).filter((item) => item.ok);
        const areWeBlocked = answers.length === 0 ? null : answers.some((item) => item.value);
        const isPaused = pause.ok ? pause.value : null;
        return { subject, isPaused, areWeBlocked };
      });
      return { facts };
    },
  );
}
