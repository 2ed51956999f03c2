/** Flags of a reserve, bits 56, 57 and 60 of its configuration word (Aave v3 ReserveConfiguration.sol). */
export interface ReserveFlags {
  readonly isActive: boolean;
  readonly isFrozen: boolean;
  readonly isPaused: boolean;
}

/** Reads the flags out of a configuration word. Pure. */
export const reserveFlags = (configuration: bigint): ReserveFlags => ({
  isActive: ((configuration >> 56n) & 1n) === 1n,
  isFrozen: ((configuration >> 57n) & 1n) === 1n,
  isPaused: ((configuration >> 60n) & 1n) === 1n,
});
