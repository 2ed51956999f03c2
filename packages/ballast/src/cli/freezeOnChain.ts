import { writeFileSync } from 'node:fs';
import { freezeBatch, freezeVault } from '../act/freezeVault.ts';
import { signerFromFile } from '../act/signer.ts';
import { SecretMissing } from '../config/secrets.ts';
import { actChainOf, VaultMissing } from '../engine/actChainOf.ts';
import type { Stop } from '../engine/stops.ts';
import { ReserveUnclear } from './openStore.ts';
import { openWorld } from './openWorld.ts';
import { readPolicies } from './policies.ts';
import type { Session } from './session.ts';

/** Freezes the vault of a reserve with the guardian's key, or writes the batch its Safe is to sign. */
export async function freezeOnChain(
  session: Session,
  reserve: string,
  stop: Stop,
  flags: { readonly execute?: boolean; readonly output?: string },
): Promise<void> {
  const files = readPolicies(session.loaded.config.policies);
  const policy = files.find((file) => file.policy.reserve === reserve)?.policy;
  if (policy === undefined)
    throw new ReserveUnclear(
      files.map((file) => file.policy.reserve),
      reserve,
    );
  const { vault } = policy.execution;
  if (vault === null) throw new VaultMissing(reserve);
  if (flags.output !== undefined) {
    const batch = freezeBatch({
      chainId: Number(vault.chain.split(':')[1]),
      vault: vault.address,
      guardian: policy.roles.guardian ?? vault.address,
      reason: stop.reason,
      atSeconds: stop.atSeconds,
    });
    writeFileSync(flags.output, `${JSON.stringify(batch, null, 2)}\n`);
    session.output.log(`batch for the guardian written to ${flags.output}\nchecksum ${batch.meta.checksum}`);
  }
  if (flags.execute !== true) return;
  const keyFile = session.environment['BALLAST_GUARDIAN_KEY_FILE'];
  if (keyFile === undefined || keyFile === '') throw new SecretMissing('BALLAST_GUARDIAN_KEY_FILE');
  const guardian = signerFromFile(keyFile);
  await session.confirm(`freeze the vault ${vault.address} as ${guardian.address}? Only the owner can undo it.`);
  const open = await openWorld(session);
  try {
    const chain = actChainOf(policy, open.world);
    if (chain === null) throw new VaultMissing(reserve);
    session.output.log(`frozen in transaction ${await freezeVault(chain, vault.address, guardian)}`);
  } finally {
    await open.world.stop();
  }
}
