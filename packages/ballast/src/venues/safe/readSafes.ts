import { hexToBigInt, parseAbi, slice } from 'viem';
import type { Address, ObservationAlert } from '@ballast/core';
import { ask, askAll } from '../ask.ts';
import { mergeParts } from '../mergeParts.ts';
import { ownAccounts, unknownOf, type OwnAccount, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, readOnce, type VenueRead } from '../venueRead.ts';

export const safeAbi = parseAbi([
  'function getOwners() view returns (address[])',
  'function getThreshold() view returns (uint256)',
  'function getModulesPaginated(address start, uint256 pageSize) view returns (address[] modules, address next)',
  'function getStorageAt(uint256 offset, uint256 length) view returns (bytes)',
  'function masterCopy() view returns (address)',
]);

/** keccak256("guard_manager.guard.address"): where a Safe keeps its transaction guard. */
const GUARD_SLOT = 0x4a204f620c8c5ccdca3fd54d003badd85ba500436a431f0cbda4f558c93c34c8n;
const MODULE_LIST_START: Address = '0x0000000000000000000000000000000000000001';
const MODULE_PAGE = 50n;

/** Owners, threshold, modules and guard of every Safe among our accounts, as facts whose change is reported. */
export function readSafes(context: ReadContext): VenueRead<SnapshotPart> {
  const safes = ownAccounts(context).filter((account) => account.kind === 'safe');
  const reads = combineReads(safes.map(readSafe));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

function readSafe(account: OwnAccount): VenueRead<SnapshotPart> {
  const subject = `account:${account.id}`;
  const group = askAll({
    owners: ask(account.address, safeAbi, 'getOwners', []),
    threshold: ask(account.address, safeAbi, 'getThreshold', []),
    modules: ask(account.address, safeAbi, 'getModulesPaginated', [MODULE_LIST_START, MODULE_PAGE]),
    guard: ask(account.address, safeAbi, 'getStorageAt', [GUARD_SLOT, 1n]),
    singleton: ask(account.address, safeAbi, 'masterCopy', []),
  });
  return readOnce(group.calls, (results) => {
    const { owners, threshold, modules, guard, singleton } = group.read(results);
    if (!owners.ok) return { unknowns: [unknownOf(subject, owners)] };
    if (!threshold.ok) return { unknowns: [unknownOf(subject, threshold)] };
    // A dispute or a silent chain says nothing about the Safe; an old Safe that lacks the question does.
    const isSilent = [modules, guard].some((item) => !item.ok && item.code.startsWith('OBSERVE_'));
    const enabled = modules.ok ? modules.value[0].map(lower).toSorted() : null;
    const guardian = guard.ok && guard.value.length === 66 ? lower(slice(guard.value, 12)) : null;
    const hasGuard = guardian !== null && hexToBigInt(guardian) !== 0n;
    const alerts: ObservationAlert[] = [];
    if (threshold.value === 1n)
      alerts.push({
        subject,
        code: 'SAFE_SINGLE_SIGNER',
        message: `one signature of ${owners.value.length} moves this Safe`,
      });
    for (const module of enabled ?? [])
      alerts.push({
        subject,
        code: 'SAFE_MODULE_ENABLED',
        message: `module ${module} may move assets without signatures`,
      });
    const configuration = [
      `${threshold.value} of ${owners.value.length}: ${owners.value.map(lower).toSorted().join(' ')}`,
      `modules ${enabled === null ? 'unreadable' : enabled.length === 0 ? 'none' : enabled.join(' ')}`,
      `guard ${guardian === null ? 'unreadable' : hasGuard ? guardian : 'none'}`,
    ].join('; ');
    return {
      alerts,
      facts: [
        {
          subject,
          configuration: isSilent ? null : configuration,
          implementation: singleton.ok ? lower(singleton.value) : null,
        },
      ],
    };
  });
}

const lower = (address: string): Address => address.toLowerCase() as Address;
