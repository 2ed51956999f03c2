import type { Hash } from '../records/hash.ts';

/** Where the cycle stands in the log: all leaf hashes, or a proof for this one. */
export type LogPart =
  | { readonly kind: 'leaves'; readonly leaves: readonly Hash[] }
  | {
      readonly kind: 'proof';
      readonly leafIndex: number;
      readonly inclusion: readonly Hash[];
      /** Shows that nothing changed since the log had this size; null when none was asked for. */
      readonly since: { readonly size: number; readonly consistency: readonly Hash[] } | null;
    };

/**
 * Everything a stranger needs to verify one cycle, as text, nothing of it trusted: artefacts by the hash they are filed
 * under, the cycle record, the signed tree head and the place in the log. Null is what was not there.
 */
export interface Bundle {
  readonly schema: 'ballast/bundle/1';
  readonly artefacts: Readonly<Record<string, string>>;
  readonly record: string | null;
  readonly treeHead: string | null;
  readonly log: LogPart | null;
}
