import type { Address, Hash, Hex } from '@ballast/core';

/** How far an intent came. Each step is durable before the next one starts. */
export type IntentState = 'planned' | 'signed' | 'sent' | 'confirmed' | 'reverted' | 'dropped';

/** One action we mean to send, written down before it is signed. Its id is the idempotency key. */
export interface Intent {
  readonly id: string;
  readonly reserve: string;
  readonly cycle: number;
  readonly planHash: Hash;
  readonly index: number;
  readonly to: Address;
  readonly data: Hex;
  readonly state: IntentState;
  readonly nonce: number | null;
  readonly rawTransaction: Hex | null;
  readonly transactionHash: Hex | null;
}

/** The durable part of act. Every promise resolves after its step is on disk. */
export interface Journal {
  /** Writes a planned intent; false when this id is already there (the action was begun before). */
  plan(intent: Intent): Promise<boolean>;
  sign(
    id: string,
    signed: { readonly nonce: number; readonly rawTransaction: Hex; readonly transactionHash: Hex },
  ): Promise<void>;
  sent(id: string): Promise<void>;
  settle(id: string, state: 'confirmed' | 'reverted' | 'dropped'): Promise<void>;
  /** Intents not yet settled, oldest first. */
  open(reserve: string): Promise<readonly Intent[]>;
  find(id: string): Promise<Intent | null>;
}
