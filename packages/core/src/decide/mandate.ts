import type { EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { PolicyAccount } from '../policy/policy.ts';
import type { DecideInput } from './decideInput.ts';
import { compareText } from './order.ts';

/** Why something is not allowed this cycle. */
export interface Ban {
  readonly code: string;
  readonly reason: string;
}

/** What may be planned at all this cycle; each null is a permission, each ban says why not. */
export interface Mandate {
  /** Accounts that can act, by id. */
  readonly actors: readonly string[];
  /** Anything whatever: payments and withdrawals included. */
  readonly all: Ban | null;
  /** Swaps of any kind. */
  readonly swaps: Ban | null;
  /** Swaps other than into the base asset, or into the payout asset to pay holders. */
  readonly entry: Ban | null;
  /** Swaps whose aim is the base asset. */
  readonly intoBase: Ban | null;
  readonly deposits: Ban | null;
  readonly intake: Ban | null;
}

/** Reads stops, modes and doubts into what may be planned. The vault acts alone where the policy names one. Pure. */
export function readMandate(input: DecideInput, limits: EffectiveLimits): Mandate {
  const actors = actorsOf(input);
  const all = banAll(input, actors);
  const swaps = all ?? banSwaps(input, limits);
  const exits = banExits(input, limits);
  const entry = swaps ?? exits ?? banDoubt(input);
  return {
    actors: actors.map((account) => account.id),
    all,
    swaps,
    entry,
    intoBase: swaps ?? banBase(input, limits),
    deposits: entry ?? banLevel(input),
    intake: swaps ?? (input.snapshot.vault === null ? ban('NO_VAULT', 'no vault of ours takes assets in') : null),
  };
}

const ban = (code: string, reason: string): Ban => ({ code, reason });

function actorsOf({ policy }: DecideInput): PolicyAccount[] {
  const vault = policy.execution.vault;
  return policy.accounts
    .filter((account) =>
      vault === null
        ? account.kind === 'safe' || account.kind === 'eoa'
        : account.kind === 'vault' && account.chain === vault.chain && account.address === vault.address,
    )
    .toSorted((a, b) => compareText(a.id, b.id));
}

function banAll({ carried, policy, snapshot }: DecideInput, actors: readonly PolicyAccount[]): Ban | null {
  const waiting = carried.inFlight.length;
  if (waiting > 0)
    return ban(
      'IN_FLIGHT',
      `${waiting} earlier ${waiting === 1 ? 'action is' : 'actions are'} sent and not yet settled; what they leave is not known`,
    );
  if (policy.execution.vault !== null && snapshot.vault === null)
    return ban('VAULT_UNKNOWN', 'the vault could not be read, so what it allows is unknown');
  if (actors.length === 0) return ban('NO_ACTOR', 'no account of the policy can act: neither vault, Safe nor wallet');
  return null;
}

function banSwaps({ carried }: DecideInput, limits: EffectiveLimits): Ban | null {
  if (carried.stop !== null)
    return ban(
      carried.stop.kind === 'hold' ? 'HOLD' : 'FREEZE',
      `${carried.stop.kind} in force (${carried.stop.reason}): only payments to holders and withdrawals from venues`,
    );
  if (limits.mode === 'frozen')
    return ban('FROZEN', 'the vault is frozen: only payments to holders and withdrawals from venues');
  return null;
}

function banExits({ assessment }: DecideInput, limits: EffectiveLimits): Ban | null {
  if (limits.mode === 'exitOnly') return ban('EXIT_ONLY', 'the vault is in exit-only mode');
  if (assessment.isExitOnly) return ban('EXIT_ONLY', `the reserve only exits: ${assessment.exitOnlyReason}`);
  return null;
}

/** Where two nodes disagree, nobody knows what would be entered. */
function banDoubt({ snapshot }: DecideInput): Ban | null {
  const doubted = snapshot.blocks.filter((block) => block.agreement === 'disagreed').map((block) => block.chain);
  return doubted.length === 0
    ? null
    : ban('NODES_DISAGREE', `nodes of ${doubted.toSorted(compareText).join(', ')} disagree about the block`);
}

/** A disabled base asset leaves nothing safer to move to inside the policy. */
function banBase({ policy, assessment }: DecideInput, limits: EffectiveLimits): Ban | null {
  const base = policy.assets.find((asset) => asset.isBase);
  if (base === undefined) return ban('NO_BASE', 'the policy names no base asset');
  const isDisabled =
    assessment.assetStates.some((item) => item.assetId === base.id && item.state === 'disabled') ||
    limits.assets.some((item) => item.assetId === base.id && item.isDisabled);
  return isDisabled
    ? ban('BASE_DISABLED', `the base asset ${base.id} is disabled: the policy names nothing safer to move to`)
    : null;
}

function banLevel({ assessment }: DecideInput): Ban | null {
  return assessment.level === 'normal' || assessment.level === 'watch'
    ? null
    : ban('LEVEL', `no deposit while the reserve level is ${assessment.level}`);
}
