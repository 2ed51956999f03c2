import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { exportBundle } from '../../attest/exportBundle.ts';
import { publishReserve } from '../../attest/publishReserve.ts';
import { readKey, SecretMissing } from '../../config/secrets.ts';
import { renderStatement } from '../../report/renderStatement.ts';
import { attestationFile, parseAttestation, signAttested } from '../../venues/attested/signAttested.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { reserveOf, withStore } from '../openStore.ts';
import type { Runner, Session } from '../session.ts';
import { loadNamed } from './why.ts';

interface AttestFlags {
  readonly cycle?: number;
  readonly reserve?: string;
  readonly output?: string;
}

export function registerAttest(program: Command, run: Runner): void {
  const attest = program
    .command('attest')
    .description('the statement of reserves of a cycle; publish it, or write it with all it stands on')
    .option('--cycle <n>', 'which cycle; the last complete one when left out', wholeNumber)
    .option('--reserve <id>', 'which reserve, when the state holds several')
    .option('-o, --output <file>', 'write one file that `ballast verify` needs nothing else for')
    .addHelpText('after', '\nExample:\n  ballast attest -o statement.json')
    .action(run(async (session, flags) => attestCommand(session, flags as AttestFlags)));
  attest
    .command('sign')
    .argument('<file>', 'an off-chain position: bank cash, custodian balance, repo, exchange account')
    .description('sign it as one of the two approvers; the key comes from BALLAST_APPROVER_KEY_FILE')
    .addHelpText('after', '\nExample:\n  BALLAST_APPROVER_KEY_FILE=key ballast attest sign bank-cash.json')
    .action(run(async (session, file) => signCommand(session, String(file))));
}

async function attestCommand(session: Session, flags: AttestFlags): Promise<number> {
  const { output, loaded } = session;
  const cycle = await withStore(session, async (store) => {
    const found = await loadNamed(session, store, flags.reserve, flags.cycle);
    const reserve = await reserveOf(store, flags.reserve);
    const folder = await publishReserve({ store, stateDir: loaded.config.stateDir, reserve });
    output.log(`published in ${folder}`);
    if (flags.output !== undefined) {
      const hash = await exportBundle({ from: folder, to: flags.output, cycle: found.record.cycle });
      output.log(`${hash}  ${flags.output}`);
    }
    return found;
  });
  output.result({
    json: () => cycle.statement,
    text: () => renderStatement(cycle.statement, output.paint),
  });
  return EXIT.fine;
}

async function signCommand(session: Session, path: string): Promise<number> {
  const seed = readKey('BALLAST_APPROVER_KEY', session.environment);
  if (seed === null) throw new SecretMissing('BALLAST_APPROVER_KEY');
  const record = signAttested(parseAttestation(readFileSync(path, 'utf8'), basename(path)), seed);
  writeFileSync(path, attestationFile(record));
  session.output.result({
    json: () => ({
      schema: 'ballast/attested-signed/1',
      file: path,
      signers: record.signatures.map((item) => item.publicKey),
    }),
    text: () => `${path}: ${record.signatures.length} signature${record.signatures.length === 1 ? '' : 's'}\n`,
  });
  return EXIT.fine;
}
