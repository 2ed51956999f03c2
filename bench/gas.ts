// Gas of every call of the vault on the embedded chain, beside the same call without a guard and what others publish.
// `--check` exits 1 when a figure left the committed snapshot by more than its tolerance; `--write` replaces it.
import { BallastError } from '@ballast/core';
import { createBenchWorld } from '../packages/ballast/src/worlds/local/createBenchWorld.ts';
import { compareGas, readGasSnapshot, writeGasSnapshot } from './gas/gasSnapshot.ts';
import { measureAll } from './gas/measureAll.ts';
import { renderDrift, renderGas } from './gas/renderGas.ts';

const ASSETS = 8;
const [option = '--print', ...rest] = process.argv.slice(2);
if (rest.length > 0 || !['--print', '--check', '--write'].includes(option)) {
  console.error('usage: npm run bench:gas -- [--check | --write]');
  process.exit(1);
}

class NoVaultToMeasure extends BallastError {
  constructor() {
    super({
      code: 'BENCH_GAS_NO_VAULT',
      message: `a bench world of ${ASSETS} assets has no vault`,
      remedy: 'choose a size at which the bench world builds one',
      retryable: false,
    });
  }
}

const world = await createBenchWorld({ assets: ASSETS, hasCaps: true });
try {
  const { addresses } = world;
  if (addresses === null) throw new NoVaultToMeasure();
  const measured = await measureAll(world, addresses);
  console.log(renderGas(measured).join('\n'));
  const calls = Object.fromEntries(measured.map(({ id, figures }) => [id, figures]));
  if (option === '--write') writeGasSnapshot({ unit: 'gas', assets: ASSETS, calls });
  if (option === '--check') {
    const drift = compareGas(readGasSnapshot().calls, calls);
    console.log(`\n${renderDrift(drift).join('\n')}`);
    if (drift.length > 0) process.exitCode = 1;
  }
} finally {
  await world.stop();
}
