// Runs cycles of a reserve against a chain another process owns, and dies where it is told to.
import { readFileSync } from 'node:fs';
import { loadPolicy, type ChainId } from '@ballast/core';
import { localSigner, type Signer } from '../act/signer.ts';
import { loadAttesterKey } from '../attest/attesterKey.ts';
import type { AssetSeries } from '../history/toHistory.ts';
import { openStore } from '../store/openStore.ts';
import type { RpcPort, RpcRequest } from '../venues/rpc.ts';
import { DEVELOPMENT_ATTESTER } from '../worlds/developmentAttester.ts';
import { liveWorld } from '../worlds/live/liveWorld.ts';
import type { World } from '../worlds/world.ts';
import { runReserves } from './runReserve.ts';

export interface ChildInput {
  readonly url: string;
  readonly policyText: string;
  readonly stateDir: string;
  readonly keeperKey: `0x${string}`;
  /** Raises haircuts on chain; nobody does when left out. */
  readonly stewardKey?: `0x${string}`;
  readonly priceSeries?: readonly AssetSeries[];
  readonly moments: number;
  /** decided: after the decision is stored; sent: after the first action is journalled as sent; acted: before the record; pushed: after the chain heard of a haircut, before anything else. */
  readonly dieAt: 'decided' | 'sent' | 'acted' | 'pushed' | 'never';
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
const live = liveWorld({ urls: new Map([['eip155:31337', [input.url]]]), everySeconds: 5, pollSeconds: 1 });
let pushed = '';
const key = input.stewardKey === undefined ? null : localSigner(input.stewardKey);
const steward: Signer | null =
  key === null ? null : { ...key, sign: async (request) => (pushed = await key.sign(request)) };
const rpcs = [...live.rpcs].map(([chain, ports]): [ChainId, RpcPort[]] => [
  chain,
  ports.map((port) => ({
    ...port,
    batch: async (requests: readonly RpcRequest[]) => {
      const answers = await port.batch(requests);
      const isPush = pushed !== '' && requests.some(({ params }) => params[0] === pushed);
      if (isPush && input.dieAt === 'pushed') die();
      return answers;
    },
  })),
]);
const world: World = { ...live, rpcs: new Map(rpcs) };
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
      steward,
      attesterKey: loadAttesterKey({ file: null, development: DEVELOPMENT_ATTESTER }),
      attested: [],
      priceSeries: input.priceSeries ?? [],
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
