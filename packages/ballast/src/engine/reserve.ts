import { MODEL_METHODS, type Hash, type Policy } from '@ballast/core';
import type { ActMode } from '../act/applyPlan.ts';
import type { Signer } from '../act/signer.ts';
import type { AttesterKey } from '../attest/attesterKey.ts';
import type { AssetSeries } from '../history/toHistory.ts';
import type { Store } from '../store/store.ts';
import type { Journal } from '../store/journal.ts';
import type { AttestedSource } from '../venues/attested/readAttested.ts';
import type { World } from '../worlds/world.ts';
import type { Decide } from './thinkCycle.ts';

/** Days of daily prices kept where history is all that is read of them, and where a model is fitted to them. */
const [PLAIN_DAYS, MODEL_DAYS] = [365, 1_001];

/** Days of daily prices a policy's tails and failures need. A running reserve grows to a longer window day by day. Pure. */
export const historyDaysFor = ({ limits }: Pick<Policy, 'limits'>): number =>
  limits.failure !== undefined || limits.tails.some(({ method }) => MODEL_METHODS.some((model) => model === method))
    ? MODEL_DAYS
    : PLAIN_DAYS;

/** A document by which a reserve may be run. */
export interface RatifiableLaw {
  readonly policy: Policy;
  readonly policyHash: Hash;
  /** Canonical text of the policy: an artefact like any other. */
  readonly policyText: string;
}

/** One reserve as the engine runs it: its law, its world, its memory, its hands. */
export interface Reserve extends RatifiableLaw {
  /** Documents that take over when the vault adopts them; none when left out. */
  readonly successors?: readonly RatifiableLaw[];
  readonly world: World;
  readonly store: Store & { readonly journal: Journal };
  readonly stateDir: string;
  readonly mode: ActMode;
  /** Needed in execute only. */
  readonly signer: Signer | null;
  /** Raises haircuts on chain, in execute; the keeper's own key tries where there is none. */
  readonly steward?: Signer | null;
  readonly attesterKey: AttesterKey;
  readonly attested: readonly AttestedSource[];
  /** Daily prices known before the first cycle. */
  readonly priceSeries: readonly AssetSeries[];
  readonly withProofs: boolean;
  /** Another way to decide, for comparison runs; the product's own when left out. */
  readonly decide?: Decide;
}
