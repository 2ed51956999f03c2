import { decodeFunctionData } from 'viem';
import type { Address, Hash, Policy } from '@ballast/core';
import { callInWords, CallUnreadable } from '../act/callInWords.ts';
import { encodeAdoptPolicy } from '../venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { GovernorProposal } from '../venues/governor/proposal.ts';
import type { NamedPolicy } from './policyDiffView.ts';

/** What a proposal would do, as its calls and not its description say. */
export interface ProposalMeaning {
  /** Hash of the document the vault would adopt; null when it would adopt none. */
  readonly documentHash: Hash | null;
  /** The document of that hash among those at hand; null when none has it. */
  readonly document: NamedPolicy | null;
  /** What a voter must be told: other calls, parameters that are not the document's. Empty for an honest proposal. */
  readonly faults: readonly string[];
}

/** Differences of one call shown at most. */
const MOST_SHOWN = 8;

/**
 * Reads a proposal by its calls. Faults: a call to another contract than the vault, one that adopts no policy, a
 * document nobody has, and a call whose parameters are not what the document of its hash comes to. Pure.
 */
export function readMeaning(
  proposal: GovernorProposal,
  vault: Address,
  documents: readonly NamedPolicy[],
): ProposalMeaning {
  const faults: string[] = [];
  let documentHash: Hash | null = null;
  let document: NamedPolicy | null = null;
  proposal.targets.forEach((to, at) => {
    const data = proposal.calldatas[at] ?? '0x';
    const value = proposal.values[at] ?? '0';
    if (value !== '0') faults.push(`call ${at + 1} sends ${value} wei`);
    const adopted = to.toLowerCase() === vault ? adoptedHash(data) : null;
    if (adopted === null) {
      faults.push(`call ${at + 1} adopts no policy: ${methodOf(data)} at ${to}`);
      return;
    }
    documentHash = adopted;
    document = documents.find((item) => item.documentHash === adopted) ?? null;
    if (document === null) faults.push(`no document at hand has the hash ${adopted}`);
    else faults.push(...parameterFaults(data, document.policy, adopted));
  });
  return { documentHash, document, faults };
}

function adoptedHash(data: `0x${string}`): Hash | null {
  const call = decodeVault(data);
  return call?.functionName === 'adoptPolicy' ? call.args[0] : null;
}

function decodeVault(data: `0x${string}`) {
  try {
    return decodeFunctionData({ abi: vaultAbi, data });
  } catch {
    // Not a call of the vault, whatever else it is.
    return null;
  }
}

function methodOf(data: `0x${string}`): string {
  try {
    return callInWords(data).contractMethod.name;
  } catch (error) {
    if (error instanceof CallUnreadable) return `unknown method ${data.slice(0, 10)}`;
    throw error;
  }
}

/** Where the call would make the vault hold another law than the document's. */
function parameterFaults(data: `0x${string}`, policy: Policy, hash: Hash): string[] {
  const wanted = encodeAdoptPolicy(policy, hash);
  if (wanted === data) return [];
  const differences = [...apart(decodeVault(data)?.args?.[1], decodeVault(wanted)?.args?.[1], '')];
  return [
    'the parameters are not those of the document whose hash they carry',
    ...differences.slice(0, MOST_SHOWN),
    ...(differences.length > MOST_SHOWN ? [`and ${differences.length - MOST_SHOWN} more`] : []),
  ];
}

function* apart(found: unknown, wanted: unknown, path: string): Generator<string> {
  if (typeof found === 'object' && typeof wanted === 'object' && found !== null && wanted !== null) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(wanted)]))
      yield* apart((found as Entries)[key], (wanted as Entries)[key], path === '' ? key : `${path}.${key}`);
  } else if (found !== wanted) {
    yield `${path} would be ${String(found)}, the document says ${String(wanted)}`;
  }
}

type Entries = Readonly<Record<string, unknown>>;
