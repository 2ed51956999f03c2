// One idea: where the platform's forge binary is.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Path of the binary that npm installed; ends the process with a remedy where there is none. */
export function forgeBinary() {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;
  const name = `@foundry-rs/forge-${process.platform}-${arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'forge');
  } catch {
    console.error(`contracts: ${name} is not installed; run npm ci on a platform the registry serves`);
    process.exit(1);
  }
}
