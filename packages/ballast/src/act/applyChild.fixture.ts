// A process of its own that applies a plan and kills itself, with the signal nothing can catch, at one step:
//   applyChild.fixture.ts <chain url> <input file> <journal file> <step>
import { readFileSync } from 'node:fs';
import { parseArtefact, type Hash, type Plan, type Policy, type Snapshot } from '@ballast/core';
import { actChainAt, localKeeper } from './actWorld.fixture.ts';
import { applyPlan } from './applyPlan.ts';
import { fileJournal } from './fileJournal.fixture.ts';

const [url = '', inputFile = '', journalFile = '', killAt = ''] = process.argv.slice(2);
const input = parseArtefact(readFileSync(inputFile, 'utf8')) as {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly snapshot: Snapshot;
};
await applyPlan({
  ...input,
  mode: 'execute',
  chain: actChainAt(url),
  journal: fileJournal(journalFile),
  signer: localKeeper,
  onStep: (step) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
