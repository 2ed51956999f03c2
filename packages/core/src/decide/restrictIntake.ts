import { wad } from '../units/amounts.ts';
import type { DecideContext } from './context.ts';
import { book, note, refuse, type Draft } from './draft.ts';
import { compareText } from './order.ts';

/**
 * Pauses intake before anything is sold for a breach that intake would worsen, and resumes it at level normal
 * with nothing left against it; in between it stays as it is. What the guardian wants closed for good is a
 * mode or a stop, which this never lifts. Pure.
 */
export function restrictIntake(context: DecideContext, draft: Draft): Draft {
  const against = reasonsAgainst(context);
  const states = context.snapshot.liabilities.toSorted((a, b) => compareText(a.liabilityId, b.liabilityId));
  return states.reduce(
    (done, state) => {
      const isPaused = state.isIntakePaused;
      const mayResume = against.length === 0 && context.assessment.level === 'normal';
      const wanted = against.length > 0 ? true : mayResume ? false : isPaused;
      if (wanted === isPaused) return done;
      const reason = wanted
        ? `Intake would make it worse: ${against.join('; ')}.`
        : 'The reserve level is normal and nothing is breached that intake would worsen.';
      const subject = state.liabilityId;
      const { intake } = context.mandate;
      const [accountId] = context.mandate.actors;
      if (intake !== null || accountId === undefined)
        return refuse(done, {
          kind: 'setIntake',
          subject,
          priority: 'restrictIntake',
          code: intake?.code ?? 'NO_ACTOR',
          reason: `${intake?.reason ?? 'nobody can act'}; ${reason}`,
          headroomWad: null,
        });
      return book(
        context,
        done,
        {
          kind: 'setIntake',
          priority: 'restrictIntake',
          accountId,
          liabilityId: subject,
          isPaused: wanted,
          reason,
          sizedBy: wanted ? 'intake:worsens' : 'level:normal',
          expectedCostWad: wad(0n),
        },
        done.ledger,
      );
    },
    against.length === 0 ? note(draft, 'Nothing is breached that intake would worsen.') : draft,
  );
}

/** What intake would worsen now, in plain words. Anything open to entry may come in. */
function reasonsAgainst(context: DecideContext): string[] {
  const { level } = context.assessment;
  const open = context.assets.filter((view) => view.limits.isEntryAllowed);
  const breached = context.assessment.limits.filter((limit) => limit.status === 'breached').map((limit) => limit.id);
  const grown = breached.filter(
    (id) =>
      id === 'vault:value' ||
      context.caps.some(
        (cap) =>
          cap.id === id &&
          open.some((view) => cap.includes({ assetId: view.assetId, accountId: accountOf(context), venueId: null })),
      ),
  );
  return [
    ...(level === 'defensive' || level === 'emergency' ? [`the reserve level is ${level}`] : []),
    ...open
      .filter((view) => view.state === 'iffy' || view.state === 'disabled')
      .map((view) => `${view.assetId} is ${view.state}`),
    ...grown.map((id) => `${id} is breached`),
  ];
}

const accountOf = (context: DecideContext): string => context.mandate.actors[0] ?? '';
