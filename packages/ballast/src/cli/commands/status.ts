import type { Command } from 'commander';
import { renderStatus } from '../../report/renderStatus.ts';
import { EXIT } from '../exitCodes.ts';
import { readStatus } from '../readStatus.ts';
import type { Runner, Session } from '../session.ts';

export function registerStatus(program: Command, run: Runner): void {
  program
    .command('status')
    .description(
      'one page: last cycle, level, stops in force, actions in flight, auctions, who has the store, what is next',
    )
    .addHelpText('after', '\nExample:\n  ballast status')
    .action(run(statusCommand));
}

async function statusCommand(session: Session): Promise<number> {
  const view = await readStatus(session, Math.floor(Date.now() / 1000));
  session.output.result({ json: () => view, text: () => renderStatus(view, session.output.paint) });
  const needsAttention =
    view.areStopsDamaged ||
    view.reserves.some(
      ({ last, stops, inFlight, auctions, nextSeconds }) =>
        stops.length > 0 ||
        (inFlight ?? []).length > 0 ||
        (auctions?.running ?? []).length > 0 ||
        (last !== null && last.level !== 'normal') ||
        (nextSeconds !== null && nextSeconds < view.nowSeconds),
    );
  return session.flags.detailedExitcode === true && needsAttention ? EXIT.attention : EXIT.fine;
}
