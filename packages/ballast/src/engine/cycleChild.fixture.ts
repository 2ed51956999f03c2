// Runs cycles of a reserve against a chain another process owns, and dies where it is told to.
import { readFileSync } from 'node:fs';
import { loadPolicy } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { loadAttesterKey } from '../attest/attesterKey.ts';
import { openStore } from '../store/openStore.ts';
import { DEVELOPMENT_ATTESTER } from '../worlds/developmentAttester.ts';
import { liveWorld } from '../worlds/live/liveWorld.ts';
import { runReserves } from './runReserve.ts';

export interface ChildInput {
  readonly url: string;
  readonly policyText: string;
  readonly stateDir: string;
  readonly keeperKey: `0x${string}`;
  readonly moments: number;
  /** decided: after the decision is stored; sent: after the first action is journalled as sent; acted: before the record. */
  readonly dieAt: 'decided' | 'sent' | 'acted' | 'never';
}

const input = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ChildInput;
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const { policy, documentHash, canonical } = loadPolicy(input.policyText, 'policy.yaml');
const store = await openStore({ stateDir: input.stateDir });
const dying: typeof store = {
  ...store,
  beginCycle: async (cycle, artefacts) => {
    await store.beginCycle(cycle, artefacts);
    if (input.dieAt === 'decided') die();
  },
  completeCycle: async (completed) => {
    if (input.dieAt === 'acted') die();
    await store.completeCycle(completed);
  },
  journal: {
    ...store.journal,
    sent: async (id) => {
      await store.journal.sent(id);
      if (input.dieAt === 'sent') die();
    },
  },
};
const world = liveWorld({ urls: new Map([['eip155:31337', [input.url]]]), everySeconds: 5, pollSeconds: 1 });
const cycles = await runReserves({
  reserves: [
    {
      policy,
      policyHash: documentHash,
      policyText: canonical,
      world,
      store: dying,
      stateDir: input.stateDir,
      mode: 'execute',
      signer: localSigner(input.keeperKey),
      attesterKey: loadAttesterKey({ file: null, development: DEVELOPMENT_ATTESTER }),
      attested: [],
      priceSeries: [],
      withProofs: true,
    },
  ],
  signal: new AbortController().signal,
  moments: input.moments,
  publish: 'at the end',
  onCycle: () => undefined,
});
await store.close();
console.log(`cycles ${cycles}`);
