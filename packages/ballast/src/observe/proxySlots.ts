import { keccak256, slice, stringToHex, toHex } from 'viem';
import type { Address, Hex } from '@ballast/core';
import type { PanelAnswer, PinnedRequest } from './panel.ts';

const eip1967 = (name: string): Hex => toHex(BigInt(keccak256(stringToHex(name))) - 1n, { size: 32 });

/** Where proxies keep who they are: EIP-1967, and the older layout of zeppelinos that USDC still has. */
export const PROXY_SLOTS = {
  implementation: eip1967('eip1967.proxy.implementation'),
  admin: eip1967('eip1967.proxy.admin'),
  beacon: eip1967('eip1967.proxy.beacon'),
  oldImplementation: keccak256(stringToHex('org.zeppelinos.proxy.implementation')),
  oldAdmin: keccak256(stringToHex('org.zeppelinos.proxy.admin')),
} as const satisfies Record<string, Hex>;

const SLOTS: readonly Hex[] = Object.values(PROXY_SLOTS);

/** What stands behind a proxy; null where the slot is empty or was not read. */
export interface ProxyState {
  readonly implementation: Address | null;
  readonly admin: Address | null;
}

/** Requests for every slot of every address, in order. */
export const proxySlotRequests = (addresses: readonly Address[]): PinnedRequest[] =>
  addresses.flatMap((address) =>
    SLOTS.map((slot) => ({
      request: (blockHash): ReturnType<PinnedRequest['request']> => ({
        method: 'eth_getStorageAt',
        params: [address, slot, { blockHash, requireCanonical: true }],
      }),
      isSame: (a: unknown, b: unknown) => addressIn(a) === addressIn(b),
    })),
  );

/** Implementation (or beacon) and admin by address. */
export function readProxySlots(
  addresses: readonly Address[],
  answers: readonly PanelAnswer[],
): ReadonlyMap<Address, ProxyState> {
  return new Map(
    addresses.map((address, index) => {
      const words = answers.slice(index * SLOTS.length, (index + 1) * SLOTS.length);
      const [implementation, admin, beacon, oldImplementation, oldAdmin] = words.map((item) =>
        item.ok ? addressIn(item.result) : null,
      );
      return [
        address,
        {
          implementation: implementation ?? oldImplementation ?? beacon ?? null,
          admin: admin ?? oldAdmin ?? null,
        },
      ];
    }),
  );
}

/** The address a storage word holds; null for an empty word and for anything that is no word. */
function addressIn(word: unknown): Address | null {
  if (typeof word !== 'string' || !/^0x[0-9a-f]{1,64}$/i.test(word)) return null;
  const value = BigInt(word);
  return value === 0n ? null : (slice(toHex(value, { size: 32 }), 12) as Address);
}
