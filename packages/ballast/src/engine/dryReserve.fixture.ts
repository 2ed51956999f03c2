// A reserve of a local world that is looked at and never acted on.
import { loadPolicy } from '@ballast/core';
import { loadAttesterKey } from '../attest/attesterKey.ts';
import { DEVELOPMENT_ATTESTER } from '../worlds/developmentAttester.ts';
import type { World } from '../worlds/world.ts';
import type { Reserve } from './reserve.ts';

/** Under the document `text`, its records in `store`. */
export function dryReserve(
  text: string,
  { world, store, stateDir }: { world: World; store: Reserve['store']; stateDir: string },
): Reserve {
  const { policy, documentHash, canonical } = loadPolicy(text, 'policy.yaml');
  return {
    policy,
    policyHash: documentHash,
    policyText: canonical,
    world,
    store,
    stateDir,
    mode: 'dry',
    signer: null,
    attesterKey: loadAttesterKey({ file: null, development: DEVELOPMENT_ATTESTER }),
    attested: [],
    priceSeries: world.priceHistory,
    withProofs: true,
  };
}
