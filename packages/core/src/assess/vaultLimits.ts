import { min, sum, valueUp, type Wad } from '../units/amounts.ts';
import { drained, type EffectiveLimits } from '../policy/effectiveLimits.ts';
import type { Policy } from '../policy/policy.ts';
import type { LimitResult } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { BalanceSheet, SheetLine } from '../records/sheet.ts';
import type { VaultState } from '../records/snapshot.ts';
import { exactly, judgeLimit, type Measure } from './limitResult.ts';
import { unknownNote, unknownValueUp } from './unknownValue.ts';

/** What the limits on the vault's own flows are measured against. */
export interface VaultContext {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly effective: EffectiveLimits;
  readonly vault: VaultState | null;
  readonly carried: CarriedState;
}

/** Loss and turnover spent against their budgets; headroom is what is left, on the side that has less of it. Pure. */
export function budgetLimits({ sheet, policy, effective, vault, carried }: VaultContext): LimitResult[] {
  const elapsed = sheet.asOfSeconds - carried.budgetsAtSeconds;
  const { lossPerDayWad, turnoverPerDayWad } = policy.limits;
  const onChain = (origin: LimitResult['origin']): VaultState | null => (origin === 'chain' ? vault : null);
  const loss = onChain(effective.lossOrigin);
  const turnover = onChain(effective.turnoverOrigin);
  return [
    judgeLimit(
      budgetTerms('budget:loss', loss?.lossBurstWad ?? lossPerDayWad, effective.lossOrigin),
      exactly(loss?.lossUsedWad ?? drained(carried.lossUsedWad, lossPerDayWad, elapsed)),
    ),
    judgeLimit(
      budgetTerms('budget:turnover', turnover?.turnoverBurstWad ?? turnoverPerDayWad, effective.turnoverOrigin),
      exactly(turnover?.turnoverUsedWad ?? drained(carried.turnoverUsedWad, turnoverPerDayWad, elapsed)),
    ),
  ];
}

/** What the vault holds against its cap, and the day's intake against its own; nothing for a reserve without a vault. Pure. */
export function intakeLimits({ sheet, policy, effective, vault }: VaultContext): LimitResult[] {
  if (vault === null) return [];
  const accounts = new Set(policy.accounts.filter((item) => item.kind === 'vault').map((item) => item.id));
  const lines = sheet.lines.filter((line) => accounts.has(line.accountId));
  const { maxVaultValueWad, mintCapPerDayWad } = policy.limits;
  const mintCap = min(mintCapPerDayWad, vault.mintCapPerDayWad);
  return [
    judgeLimit(
      budgetTerms(
        'vault:value',
        effective.maxVaultValueWad,
        effective.maxVaultValueWad < maxVaultValueWad ? 'chain' : 'document',
      ),
      measureHeld(lines, policy),
    ),
    judgeLimit(
      budgetTerms('mint:day', mintCap, mintCap < mintCapPerDayWad ? 'chain' : 'document'),
      exactly(vault.mintUsedWad),
    ),
  ];
}

function measureHeld(lines: readonly SheetLine[], policy: Policy): Measure {
  const known = sum(
    lines.map((line) =>
      line.amountRaw === null || line.markWad === null
        ? (0n as Wad)
        : valueUp(line.amountRaw, line.decimals, line.markWad),
    ),
  );
  const unknown = unknownValueUp(lines, policy);
  if (unknown === 0n) return exactly(known);
  return {
    kind: 'between',
    worstWad: unknown === null ? null : sum([known, unknown]),
    bestWad: known,
    note: `a bound: ${unknownNote(lines)}`,
  };
}

const budgetTerms = (
  id: string,
  thresholdWad: Wad,
  origin: LimitResult['origin'],
): Parameters<typeof judgeLimit>[0] => ({ id, unit: 'usd', direction: 'max', thresholdWad, origin });
