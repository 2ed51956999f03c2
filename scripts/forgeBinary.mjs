// Where npm put the platform's forge binary.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the binary; ends the process with a line on stderr when it is not installed. */
export function forgeBinary() {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;
  const name = `@foundry-rs/forge-${process.platform}-${arch}`;
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'forge');
  } catch {
    console.error(`contracts: ${name} is not installed; run npm ci on a platform the registry serves`);
    process.exit(1);
  }
}
