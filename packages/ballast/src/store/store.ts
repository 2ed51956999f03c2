import type { Hash, Seconds } from '@ballast/core';

/** An artefact as stored: its canonical text names it. */
export interface StoredArtefact {
  readonly hash: Hash;
  readonly schema: string;
  readonly text: string;
}

/** A cycle as it stands: decided before acting, complete once its record is in the log. */
export interface StoredCycle {
  readonly reserve: string;
  readonly cycle: number;
  readonly asOfSeconds: Seconds;
  readonly state: 'decided' | 'complete';
  readonly planHash: Hash;
  readonly carriedInHash: Hash;
  /** State proofs taken with the snapshot, which nothing else names before the record does; null when none were. */
  readonly proofsHash: Hash | null;
  /** Hash of the cycle record; null until complete. */
  readonly recordHash: Hash | null;
  readonly level: string;
  readonly actions: number;
}

/** Durable state of one or many reserves. Every method is one transaction. Embedded or PostgreSQL, one SQL. */
export interface Store {
  readonly kind: 'embedded' | 'server';
  /** Names the world this state belongs to, the first time; refuses another one later. */
  claimWorld(identity: string): Promise<void>;
  /**
   * Forgets everything and names the next world, in one transaction: the beginning of a local or recorded world, whose
   * chain died with its process. Refuses the state of a live one.
   */
  startOver(identity: string): Promise<void>;
  putArtefacts(reserve: string, artefacts: readonly StoredArtefact[]): Promise<void>;
  artefact(hash: Hash): Promise<string | null>;
  /** Finds the one artefact whose hash starts with the given text; null when none or several do. */
  artefactByPrefix(prefix: string): Promise<StoredArtefact | null>;
  /** Records the decision with its artefacts before anything is done about it. Refuses a cycle number already taken. */
  beginCycle(cycle: StoredCycle, artefacts: readonly StoredArtefact[]): Promise<void>;
  /** Completes a decided cycle: its last artefacts, its record as the next leaf of the log, the new tree head. */
  completeCycle(completed: CompletedCycle): Promise<void>;
  latestCycle(reserve: string): Promise<StoredCycle | null>;
  cycle(reserve: string, cycle: number): Promise<StoredCycle | null>;
  /** Newest first. */
  cycles(reserve: string, page: { readonly before?: number; readonly limit: number }): Promise<readonly StoredCycle[]>;
  reserves(): Promise<readonly string[]>;
  /** Leaf data hashes (RFC 6962 leaf hashes, hex) of the log, from an index on. */
  leaves(reserve: string, from: number): Promise<readonly Hash[]>;
  /** Latest signed tree head as canonical text, or null. */
  treeHead(reserve: string): Promise<string | null>;
  close(): Promise<void>;
}

export interface CompletedCycle {
  readonly reserve: string;
  readonly cycle: number;
  readonly recordHash: Hash;
  readonly leafIndex: number;
  readonly leafHash: Hash;
  readonly treeHead: string;
  readonly artefacts: readonly StoredArtefact[];
}
