import type { Wad } from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import type { Permitted } from '../../policy/packs/pack.ts';
import type { AssetClass, Policy } from '../../policy/policy.ts';
import type { BalanceSheet, SheetLine } from '../../records/sheet.ts';
import type { Snapshot } from '../../records/snapshot.ts';

/** Whether a pack lets a line back a claim; maybe: the sheet does not say enough of it. */
export type Verdict = 'yes' | 'maybe' | 'no';

/** What a pack asks of one line of a balance sheet. */
export interface PackFact {
  readonly holdingId: string;
  /** Null when unknown. */
  readonly valueWad: Wad | null;
  readonly class: AssetClass | 'unlisted';
  readonly isRepo: boolean;
  /** Days to maturity, rounded up; zero for cash, null where no record states one. */
  readonly maturityDays: number | null;
  /** Who keeps it off chain: the institution of its record, else the custodian of its account; null on chain. */
  readonly institution: string | null;
  readonly tier: SheetLine['liquidityTier'];
  readonly verdict: Verdict;
  /** Why not, or why perhaps. */
  readonly why: string;
}

/** Flags under which nothing backs a claim, whatever it is. */
const NEVER = new Set([
  'NOT_IN_POLICY',
  'OWN_LIABILITY',
  'ENDOGENOUS',
  'ATTESTATION_INVALID',
  'ATTESTATION_EXPIRED',
  'ENCUMBERED',
  'BLOCKED',
  'DUPLICATE_CLAIM',
]);

/** The facts of every line that is not our own token or a second holding of one claim. Pure. */
export function packFacts(
  permitted: readonly Permitted[],
  { sheet, snapshot, policy }: { readonly sheet: BalanceSheet; readonly snapshot: Snapshot; readonly policy: Policy },
): PackFact[] {
  return sheet.lines
    .filter((line) => !line.flags.includes('OWN_LIABILITY') && !line.flags.includes('DUPLICATE_CLAIM'))
    .filter((line) => line.amountRaw !== 0n)
    .map((line) => {
      const asset = policy.assets.find((item) => item.id === line.assetId);
      const holding = snapshot.holdings.find((item) => item.id === line.holdingId);
      const record = snapshot.attested.find((item) => item.id === holding?.attestedId);
      const account = policy.accounts.find((item) => item.id === line.accountId);
      const isRepo = record?.kind === 'repo';
      const kind: PackFact['class'] = asset?.class ?? 'unlisted';
      const maturesAt = record?.maturitySeconds ?? null;
      const maturityDays =
        maturesAt !== null
          ? Math.max(0, Math.ceil((maturesAt - sheet.asOfSeconds) / DAY_SECONDS))
          : kind === 'fiat' && !isRepo
            ? 0
            : null;
      const fact = {
        holdingId: line.holdingId,
        valueWad: line.valueWad,
        class: kind,
        isRepo,
        maturityDays,
        institution: account?.chain === null ? (record?.institution ?? account.custodian) : null,
        tier: line.liquidityTier,
      };
      return { ...fact, ...judgeFact(fact, permitted, line.flags) };
    });
}

function judgeFact(
  fact: Pick<PackFact, 'class' | 'isRepo' | 'maturityDays' | 'holdingId'>,
  permitted: readonly Permitted[],
  flags: readonly string[],
): Pick<PackFact, 'verdict' | 'why'> {
  const never = flags.find((flag) => NEVER.has(flag));
  if (never !== undefined) return { verdict: 'no', why: `${fact.holdingId} is ${never}` };
  const what = fact.isRepo ? 'repo' : fact.class;
  const term = permitted.find((item) => item.what === what);
  if (term === undefined) return { verdict: 'no', why: `${fact.holdingId} is ${what}` };
  if (term.maxMaturityDays === null) return { verdict: 'yes', why: '' };
  if (fact.maturityDays === null) return { verdict: 'maybe', why: `the maturity of ${fact.holdingId} is not stated` };
  return fact.maturityDays <= term.maxMaturityDays
    ? { verdict: 'yes', why: '' }
    : { verdict: 'no', why: `${fact.holdingId} has ${fact.maturityDays} days to run` };
}
