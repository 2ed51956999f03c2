import { BallastError } from '@ballast/core';
import { readAcceptances, writeAcceptances } from '../engine/acceptances.ts';
import { loadNamed } from './commands/why.ts';
import { EXIT } from './exitCodes.ts';
import { withStore } from './openStore.ts';
import type { Session } from './session.ts';

export class ContractNotSeen extends BallastError {
  constructor(subject: string, known: readonly string[]) {
    super({
      code: 'CLI_CONTRACT_NOT_SEEN',
      message: `the last cycle saw no contract "${subject}"`,
      remedy: `name one of: ${known.join(', ')}`,
      retryable: false,
    });
  }
}

/** Accepts contracts as the last complete cycle saw them; the next cycle compares with that. Asks first. */
export async function acceptCommand(
  session: Session,
  subjects: readonly string[],
  reserve: string | undefined,
): Promise<number> {
  const { stateDir } = session.loaded.config;
  const { record, snapshot } = await withStore(session, async (store) => loadNamed(session, store, reserve, undefined));
  const contracts = subjects.map((subject) => {
    const found = snapshot.contracts.find((contract) => contract.subject === subject);
    if (found === undefined)
      throw new ContractNotSeen(
        subject,
        snapshot.contracts.map((contract) => contract.subject),
      );
    return found;
  });
  for (const contract of contracts) {
    const identity = [contract.codeHash, contract.implementation, contract.admin]
      .map((part) => part ?? 'none')
      .join(', ');
    await session.confirm(`accept ${contract.subject} with code, implementation, admin ${identity}?`);
  }
  const others = readAcceptances(stateDir).filter(
    (item) => item.reserve !== record.reserve || !subjects.includes(item.contract.subject),
  );
  writeAcceptances(stateDir, [...others, ...contracts.map((contract) => ({ reserve: record.reserve, contract }))]);
  session.output.result({
    json: () => ({ schema: 'ballast/accepted/1', reserve: record.reserve, contracts }),
    text: () => `accepted from the next cycle on: ${subjects.join(', ')}\n`,
  });
  return EXIT.fine;
}
