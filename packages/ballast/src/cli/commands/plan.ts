import type { Command } from 'commander';
import { isoTime } from '@ballast/core';
import { renderCycle } from '../../report/renderCycle.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { lookOnce, type Look, type LookFlags } from '../lookOnce.ts';
import { oneOrList } from '../oneOrList.ts';
import { ReserveUnclear } from '../openStore.ts';
import { writePlanFile } from '../planFile.ts';
import type { Runner, Session } from '../session.ts';

interface PlanFlags extends LookFlags {
  readonly output?: string;
  readonly reserve?: string;
}

export function registerPlan(program: Command, run: Runner): void {
  program
    .command('plan')
    .description('decide and show the plan as a difference; nothing is done')
    .option('-o, --output <file>', 'write it down: content-addressed, block-stamped, expiring')
    .option('--reserve <id>', 'which reserve, when several policies are named')
    .option('--step <n>', 'moments a local or recorded world moves first', wholeNumber, 1)
    .addHelpText('after', '\nExample:\n  ballast plan -o plan.json')
    .action(run(async (session, flags) => planCommand(session, flags as PlanFlags)));
}

async function planCommand(session: Session, flags: PlanFlags): Promise<number> {
  return lookOnce(session, flags, async (looks) => {
    const chosen = looks.filter((look) => flags.reserve === undefined || look.policy.reserve === flags.reserve);
    if (chosen.length === 0 || (flags.output !== undefined && chosen.length > 1))
      throw new ReserveUnclear(looks.map((look) => look.policy.reserve));
    const { output } = session;
    output.result({
      json: () =>
        oneOrList(
          'ballast/plan-list/1',
          chosen.map((look) => look.plan),
        ),
      text: () => chosen.map((look) => renderCycle(viewOf(look), output.paint)).join('\n'),
    });
    const [first] = chosen;
    if (flags.output !== undefined && first !== undefined) {
      const { planHash, plan } = writePlanFile(flags.output, first.plan, first.snapshot);
      output.log(
        `${planHash}  ${flags.output}\nexpires ${isoTime(plan.expiresAtSeconds)}; carry it out with \`ballast apply ${flags.output}\``,
      );
    }
    const hasWork = chosen.some((look) => look.plan.actions.length > 0);
    return session.flags.detailedExitcode === true && hasWork ? EXIT.attention : EXIT.fine;
  });
}

const viewOf = (look: Look) => ({
  policy: look.policy,
  sheet: look.sheet,
  assessment: look.assessment,
  plan: look.plan,
  receipts: [],
  mode: 'dry',
});
