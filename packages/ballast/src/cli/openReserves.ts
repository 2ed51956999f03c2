import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BallastError, type LoadedPolicy, type Policy } from '@ballast/core';
import { localSigner, signerFromFile, type Signer } from '../act/signer.ts';
import type { ActMode } from '../act/applyPlan.ts';
import { loadAttesterKey, requireNamedAttester, type AttesterKey } from '../attest/attesterKey.ts';
import { checkSeries } from '../history/checkSeries.ts';
import { importPriceFile } from '../history/importPriceFile.ts';
import { seriesForPolicy } from '../history/seriesForPolicy.ts';
import type { AssetSeries } from '../history/toHistory.ts';
import type { RatifiableLaw, Reserve } from '../engine/reserve.ts';
import type { AttestedSource } from '../venues/attested/readAttested.ts';
import type { World } from '../worlds/world.ts';
import type { SessionStore } from './openStore.ts';
import type { OpenWorld } from './openWorld.ts';
import { readPolicies } from './policies.ts';
import type { Session } from './session.ts';

export class ModeNotAllowed extends BallastError {
  constructor(asked: ActMode, allowed: ActMode) {
    super({
      code: 'CLI_MODE_NOT_ALLOWED',
      message: `--${asked} was asked for, and the configuration allows ${allowed}`,
      remedy: `set mode: '${asked}' in the operator's file as well: nothing signs unless told twice`,
      retryable: false,
    });
  }
}

const RANK: Readonly<Record<ActMode, number>> = { dry: 0, propose: 1, execute: 2 };

/** The mode of a command: dry, unless its flag and the configuration both say more. */
export function modeOf(session: Session, flags: { readonly propose?: boolean; readonly execute?: boolean }): ActMode {
  const asked: ActMode = flags.execute === true ? 'execute' : flags.propose === true ? 'propose' : 'dry';
  const allowed = session.loaded.config.mode;
  if (RANK[asked] > RANK[allowed]) throw new ModeNotAllowed(asked, allowed);
  return asked;
}

/** Every reserve of an open world, ready for the engine. */
export function openReserves(session: Session, open: OpenWorld, store: SessionStore, mode: ActMode): Reserve[] {
  const { config } = session.loaded;
  const next = config.nextPolicies.flatMap((path) => readPolicies([path])).map(lawOfFile);
  return open.policies.map((file) => ({
    ...lawOfFile(file),
    successors: next.filter((item) => item.policy.reserve === file.policy.reserve),
    world: open.world,
    store,
    stateDir: config.stateDir,
    mode,
    signer: mode === 'execute' ? signerOf(session, open.world) : null,
    steward: mode === 'execute' ? stewardOf(session, open.world) : null,
    attesterKey: attesterOf(session, open.world, file.policy),
    attested: readAttestedFiles(config.attested),
    priceSeries: priceSeriesOf(session, open.world, file.policy),
    withProofs: config.proofs,
  }));
}

const lawOfFile = (file: LoadedPolicy): RatifiableLaw => ({
  policy: file.policy,
  policyHash: file.documentHash,
  policyText: file.canonical,
});

/** What a reserve's history begins from: the operator's price files, or what the world knows. */
export const priceSeriesOf = (session: Session, world: World, policy: Policy): readonly AssetSeries[] =>
  filedSeries(session, policy) ?? world.priceHistory;

/** The series of the operator's price files, with what was said of them logged; null where no file is named. */
export function filedSeries(session: Session, policy: Policy): readonly AssetSeries[] | null {
  const files = session.loaded.config.history.map((path) => importPriceFile(path));
  if (files.length === 0) return null;
  const { series, notes } = seriesForPolicy(files, policy);
  for (const line of [...files.flatMap(checkSeries), ...notes]) session.output.log(line);
  return series;
}

function attesterOf(session: Session, world: World, policy: Policy): AttesterKey {
  const file = session.environment['BALLAST_ATTESTER_KEY_FILE'] ?? null;
  const key = loadAttesterKey({ file, development: world.developmentAttester });
  requireNamedAttester(key, policy);
  return key;
}

/** The keeper's key: a file, or the development key of a chain we started ourselves. */
export function signerOf(session: Session, world: World): Signer | null {
  const file = session.environment['BALLAST_KEEPER_KEY_FILE'];
  if (file !== undefined && file !== '') return signerFromFile(file);
  return world.developmentKey === null ? null : localSigner(world.developmentKey);
}

/** The steward's key, which raises haircuts: a file, or that of a chain we started ourselves; null where it is held elsewhere. */
export function stewardOf(session: Session, world: World): Signer | null {
  const file = session.environment['BALLAST_STEWARD_KEY_FILE'];
  if (file !== undefined && file !== '') return signerFromFile(file);
  return world.developmentSteward === null ? null : localSigner(world.developmentSteward);
}

export const readAttestedFiles = (paths: readonly string[]): AttestedSource[] =>
  paths.map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
