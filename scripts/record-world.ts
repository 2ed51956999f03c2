// Records what the local chain answers in the first moments of a calm quarter, for the package that carries no chain.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPolicy } from '@ballast/core';
import { observe } from '../packages/ballast/src/observe/observe.ts';
import { createLocalWorld } from '../packages/ballast/src/worlds/local/createLocalWorld.ts';
import { recordWorld } from '../packages/ballast/src/worlds/recorded/recordedWorld.ts';

const MOMENTS = 3;
const out = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages/ballast/recordings/calm-quarter.json');

const local = await createLocalWorld({ scenario: 'calm-quarter', seed: 1, payable: 'usd' });
try {
  const { world, recording } = recordWorld(
    local,
    'the first moments of the calm-quarter scenario, seed 1, on the local chain',
  );
  const { policy, documentHash } = loadPolicy(world.policyText ?? '', 'policy.yaml');
  for (let moment = 1; moment <= MOMENTS; moment += 1) {
    await world.advance();
    const input = { policy, policyHash: documentHash, cycle: 1, previous: null, rpcs: world.rpcs, attested: [] };
    await observe({ ...input, withProofs: false, previousContracts: [] });
  }
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, recording());
  console.log(`recorded ${MOMENTS} moments: ${(recording().length / 1000).toFixed(0)} kB`);
} finally {
  await local.stop();
}
