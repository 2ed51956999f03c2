import { encodeFunctionData } from 'viem';
import {
  formatDecimal,
  guardPushHaircut,
  highestPush,
  min,
  type Address,
  type Bps,
  type HaircutFigure,
  type PolicyRegime,
  type VaultState,
} from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { ActChain } from './actChain.ts';
import { sendUnplanned } from './sendUnplanned.ts';
import type { Signer } from './signer.ts';
import { UNPLANNED_TERMS, type Tended } from './tendExits.ts';

/** So much more than is in force must be asked for, or a push a cycle would chase the decay. Crossing the bound that stops entry needs no step. */
const PUSH_STEP_BPS = 50n;

/** What the law says of pushes. */
type PushLaw = Pick<PolicyRegime, 'maxPushBps' | 'entryHaircutBps'>;

/** One haircut to be raised on chain. */
interface Push {
  readonly assetId: string;
  readonly token: Address;
  readonly floorBps: Bps;
  readonly inForceBps: Bps;
  /** What the assessment asks for, and the most of it that the vault takes. */
  readonly askedBps: Bps;
  readonly toBps: Bps;
}

/**
 * Raises on chain the haircuts that the assessment puts above what is in force there by the step. Never lowers one:
 * decay does that. What the law allows above the floor bounds it; the twin judges it before anything is sent. Sends
 * nothing without need. A refusal, as where this key is neither steward, guardian nor owner, is returned in words and
 * not thrown. Sent twice it is refused the second time, so it needs no journal.
 */
export async function tendHaircuts(input: {
  readonly vault: VaultState | null;
  /** Of the assets held and of those that may be bought; none where the policy follows no market with them. */
  readonly haircuts: readonly HaircutFigure[];
  readonly law: PushLaw;
  readonly chain: ActChain;
  readonly signer: Signer;
}): Promise<readonly Tended[]> {
  const { vault, law, signer } = input;
  if (vault?.gates === undefined) return [];
  const barred = barredWords(vault, vault.gates.steward, signer.address);
  const done: Tended[] = [];
  for (const push of pushesOf(vault, input.haircuts, law)) {
    const verdict = guardPushHaircut(push, push.toBps, law.maxPushBps);
    const refusal = barred ?? (verdict.ok ? null : verdict.reason);
    done.push(refusal === null ? await send(input, vault.address, push) : refused(push, refusal));
  }
  return done;
}

/** The pushes the figures ask for, in their order. Pure. */
function pushesOf(vault: VaultState, figures: readonly HaircutFigure[], law: PushLaw): Push[] {
  return figures.flatMap(({ assetId, haircutBps: askedBps }) => {
    const asset = vault.assets.find((item) => item.assetId === assetId);
    const gate = vault.gates?.assets.find((item) => item.assetId === assetId);
    if (asset === undefined || gate === undefined) return [];
    const [floorBps, inForceBps] = [asset.haircutBps, gate.haircutBps];
    const toBps = min(askedBps, highestPush(floorBps, law.maxPushBps));
    const stop = law.entryHaircutBps;
    const wouldStopEntry = stop !== null && inForceBps <= stop && toBps > stop;
    if (toBps < inForceBps + PUSH_STEP_BPS && !wouldStopEntry) return [];
    return [{ assetId, token: asset.token, floorBps, inForceBps, askedBps, toBps }];
  });
}

/** Why a key may not push; null where it may. */
function barredWords({ guardian, owner }: VaultState, steward: Address, key: Address): string | null {
  if ([steward, guardian, owner].includes(key)) return null;
  const named = BigInt(steward) === 0n ? 'the vault has no steward' : `the steward of the vault is ${steward}`;
  return `the key of ${key} may not raise haircuts: ${named}`;
}

async function send(
  { chain, signer }: { readonly chain: ActChain; readonly signer: Signer },
  vault: Address,
  push: Push,
): Promise<Tended> {
  const data = encodeFunctionData({ abi: vaultAbi, functionName: 'pushHaircut', args: [push.token, push.toBps] });
  const sent = await sendUnplanned(chain, { to: vault, data }, signer, UNPLANNED_TERMS);
  if (sent.outcome === 'refused') return refused(push, REFUSALS[sent.code] ?? sent.reason, sent.code);
  return { call: 'pushHaircut', assetIds: [push.assetId], ...sent, reason: changeWords(push) };
}

const refused = ({ assetId }: Push, reason: string, code = ''): Tended => ({
  call: 'pushHaircut',
  assetIds: [assetId],
  outcome: 'refused',
  reason,
  code,
  transactionHash: null,
});

/** What the vault's errors mean here: it has changed since it was observed. */
const REFUSALS: Readonly<Record<string, string>> = {
  Loosening: 'the vault takes no push to that: it stands as high by now, or its law allows less',
  NotGuardian: 'the vault lets this key raise no haircut any more',
  UnknownAsset: 'the law of the vault lists the asset no more',
};

function changeWords({ inForceBps, toBps, askedBps }: Push): string {
  const change = `${percent(inForceBps)} to ${percent(toBps)}`;
  return toBps === askedBps ? change : `${change}, the most the law allows; ${percent(askedBps)} asked for`;
}

const percent = (share: Bps): string => `${formatDecimal(share, 2)} %`;
