import { existsSync, readFileSync } from 'node:fs';
import { BallastError } from '@ballast/core';
import { resolveReference } from '../config/secrets.ts';
import { createLocalWorld } from '../worlds/local/createLocalWorld.ts';
import { liveWorld } from '../worlds/live/liveWorld.ts';
import { parseRecording, recordedWorld } from '../worlds/recorded/recordedWorld.ts';
import type { World } from '../worlds/world.ts';
import { ownPolicies, policyOfText, readPolicies, type PolicyFile } from './policies.ts';
import type { Session } from './session.ts';

/** A world and the laws under which reserves live in it. */
export interface OpenWorld {
  readonly world: World;
  readonly policies: readonly PolicyFile[];
  /** Names the world in the store, so that two worlds never share one state. */
  readonly identity: string;
  /** The world was made by us and dies with us. */
  readonly isEphemeral: boolean;
}

/** The recording shipped in the package, made when it is built. */
const RECORDING = new URL('../../recordings/calm-quarter.json', import.meta.url);

export class RecordingMissing extends BallastError {
  constructor() {
    super({
      code: 'CLI_RECORDING_MISSING',
      message: 'this copy of Ballast carries no recorded world',
      remedy: 'run `npm run build` in the repository, or use the local or a live world',
      retryable: false,
    });
  }
}

/**
 * Opens the world the configuration names. A local or recorded world brings its own policy, and says so, where the
 * operator named none; a live one needs the operator's.
 */
export async function openWorld(session: Session): Promise<OpenWorld> {
  const { config } = session.loaded;
  const own = ownPolicies(session.loaded);
  if (own === null && config.world.kind !== 'live')
    session.output.log('no policy.yaml here: this is Harbor, a made-up reserve (see `ballast init`)');
  switch (config.world.kind) {
    case 'local': {
      const { scenario, seed, payable } = config.world;
      session.output.log(`building the local chain (${scenario}, seed ${seed}) …`);
      const policyText = own?.[0]?.text;
      const world = await createLocalWorld({
        scenario,
        seed,
        payable,
        ...(policyText === undefined ? {} : { policyText }),
      });
      return {
        world,
        policies: own ?? [policyOfText(world.policyText ?? '')],
        identity: `local:${scenario}:${seed}:${payable}`,
        isEphemeral: true,
      };
    }
    case 'recorded': {
      const world = recordedWorld(parseRecording(readRecording()));
      return {
        world,
        policies: own ?? [policyOfText(world.policyText ?? '')],
        identity: 'recorded',
        isEphemeral: true,
      };
    }
    case 'live': {
      const urls = new Map(
        Object.entries(config.rpc).map(([chain, list]) => [
          chain,
          list.map((reference) => resolveReference(reference, session.environment)),
        ]),
      );
      const world = liveWorld({ urls, everySeconds: config.everySeconds });
      return { world, policies: own ?? readPolicies(config.policies), identity: 'live', isEphemeral: false };
    }
  }
}

export function readRecording(): string {
  if (!existsSync(RECORDING)) throw new RecordingMissing();
  return readFileSync(RECORDING, 'utf8');
}
