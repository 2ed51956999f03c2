import { raw, type LiabilityState, type PolicyLiability, type Raw, type Unknown } from '@ballast/core';
import { ask, askAll, asAmount, asCount } from '../ask.ts';
import { erc20Abi } from '../erc20/erc20Abi.ts';
import { mergeParts } from '../mergeParts.ts';
import { ownAccounts, provenanceOf, unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, readOnce, type VenueRead } from '../venueRead.ts';

/** Every liability of the policy on the chain. */
export function readLiabilities(context: ReadContext): VenueRead<SnapshotPart> {
  const here = context.policy.liabilities.filter((item) => item.chain === context.chain);
  const reads = combineReads(here.map((item) => readLiability(context, item)));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

/**
 * Supply of a liability token and what of it our own accounts hold, which extinguishes that part of the claim.
 * A balance of ours that could not be read counts as none held: liabilities round up.
 */
function readLiability(context: ReadContext, liability: PolicyLiability): VenueRead<SnapshotPart> {
  const accounts = ownAccounts(context);
  const group = askAll({
    supply: ask(liability.token, erc20Abi, 'totalSupply', []),
    decimals: ask(liability.token, erc20Abi, 'decimals', []),
  });
  const balances = accounts.map((account) => ask(liability.token, erc20Abi, 'balanceOf', [account.address]));
  const subject = `liability:${liability.id}`;
  return readOnce([...group.calls, ...balances.map((item) => item.call)], (results) => {
    const answers = group.read(results);
    const [supply, decimals] = [asAmount(answers.supply), asCount(answers.decimals)];
    const unknowns: Unknown[] = [];
    const fault = !supply.ok
      ? supply
      : !decimals.ok
        ? decimals
        : decimals.value !== liability.decimals
          ? {
              code: 'TOKEN_DECIMALS_MISMATCH',
              reason: `the token has ${decimals.value} decimals, the policy says ${liability.decimals}`,
            }
          : null;
    if (fault !== null) unknowns.push(unknownOf(subject, fault));
    const held = balances.map((item, index): Raw => {
      const balance = asAmount(item.read(results[group.calls.length + index]));
      if (!balance.ok) unknowns.push(unknownOf(subject, balance));
      return balance.ok ? balance.value : raw(0n);
    });
    const state: LiabilityState = {
      liabilityId: liability.id,
      decimals: liability.decimals,
      supplyRaw: fault === null && supply.ok ? supply.value : null,
      heldByReserveRaw: raw(held.reduce((total, item) => total + item, 0n)),
      pending: [],
      redeemedLastDayRaw: raw(0n),
      isIntakePaused: false,
      positions: [],
      provenance: provenanceOf(context, liability.token, 'totalSupply'),
    };
    return { liabilities: [state], unknowns };
  });
}
