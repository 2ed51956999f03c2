// Writes the golden cycle that every Node version must replay byte for byte, and the files of the library example.
// Run it when a change of value, assess or decide is meant; the diff then shows what the change does to decisions.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalText, loadPolicy } from '@ballast/core';
import { localSigner } from '../packages/ballast/src/act/signer.ts';
import { loadAttesterKey } from '../packages/ballast/src/attest/attesterKey.ts';
import { loadAttesterLog } from '../packages/ballast/src/attest/attesterLog.ts';
import { exportBundle } from '../packages/ballast/src/attest/exportBundle.ts';
import { publishReserve } from '../packages/ballast/src/attest/publishReserve.ts';
import { helpersOf } from '../packages/ballast/src/engine/helpers.ts';
import { runCycle, type CycleResult } from '../packages/ballast/src/engine/runCycle.ts';
import { mostThreads } from '../packages/ballast/src/engine/simulateScenarios.ts';
import { threadsWhenNeeded } from '../packages/ballast/src/engine/threads.ts';
import { openStore } from '../packages/ballast/src/store/openStore.ts';
import { createLocalWorld } from '../packages/ballast/src/worlds/local/createLocalWorld.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scenario = 'usdc-march-2023';
/** Two origins have confirmed the depeg and the reserve is leaving: every priority has something to say. */
const MOMENTS = 20;

const world = await createLocalWorld({ scenario, seed: 1, payable: 'usd' });
const stateDir = mkdtempSync(join(tmpdir(), 'ballast-golden-'));
const store = await openStore({ stateDir });
const threads = threadsWhenNeeded(mostThreads());
const helpers = helpersOf(threads);
try {
  const policyText = world.policyText ?? '';
  const { policy, documentHash, canonical } = loadPolicy(policyText, 'policy.yaml');
  let last: CycleResult | null = null;
  let log = await loadAttesterLog(store, policy.reserve);
  for (let moment = 1; moment <= MOMENTS; moment += 1) {
    await world.advance();
    last = await runCycle({
      memory: last?.memory ?? null,
      log,
      helpers,
      reserve: {
        policy,
        policyHash: documentHash,
        policyText: canonical,
        world,
        store,
        stateDir,
        mode: 'execute',
        signer: world.developmentKey === null ? null : localSigner(world.developmentKey),
        attesterKey: loadAttesterKey({ file: null, development: world.developmentAttester }),
        attested: [],
        priceSeries: world.priceHistory,
        withProofs: true,
      },
    });
    ({ log } = last);
  }
  const folder = await publishReserve({ store, stateDir, reserve: policy.reserve });
  const hash = await exportBundle({ from: folder, to: join(root, 'vectors/golden-cycle.json'), cycle: MOMENTS });
  const example = join(root, 'examples/reference-library');
  writeFileSync(join(example, 'policy.yaml'), policyText);
  if (last !== null) writeFileSync(join(example, 'snapshot.json'), `${canonicalText(last.snapshot)}\n`);
  console.log(`golden cycle ${MOMENTS}, record ${hash}, ${last?.plan.actions.length ?? 0} actions`);
} finally {
  await threads.close();
  await store.close();
  await world.stop();
  rmSync(stateDir, { recursive: true, force: true });
}
