import { BallastError, type Policy } from '@ballast/core';
import type { ActChain } from '../act/actChain.ts';
import type { World } from '../worlds/world.ts';

export class VaultChainUnreachable extends BallastError {
  constructor(chain: string) {
    super({
      code: 'ENGINE_VAULT_CHAIN_UNREACHABLE',
      message: `no endpoint is configured for ${chain}, where the vault stands`,
      remedy: 'add it under rpc in the configuration',
      retryable: false,
    });
  }
}

export class VaultMissing extends BallastError {
  constructor(reserve: string) {
    super({
      code: 'ENGINE_NO_VAULT',
      message: `the policy of ${reserve} names no vault, so nothing can be done for it`,
      remedy: 'carry the plan out by hand, or put the reserve under a vault and name it under execution.vault',
      retryable: false,
    });
  }
}

/** The chain the vault acts on; null when the policy names no vault. */
export function actChainOf(policy: Policy, world: World): ActChain | null {
  const chain = policy.execution.vault?.chain ?? null;
  if (chain === null) return null;
  const [rpc] = world.rpcs.get(chain) ?? [];
  if (rpc === undefined) throw new VaultChainUnreachable(chain);
  return { chainId: Number(chain.split(':')[1]), rpc, settle: () => world.settle(chain) };
}

/** The account of a policy that is its vault; empty when it observes none. */
export const vaultAccountOf = ({ accounts, execution }: Policy): string =>
  accounts.find(({ kind, address }) => kind === 'vault' && address === execution.vault?.address)?.id ?? '';
