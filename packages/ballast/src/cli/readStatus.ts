import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BallastError, readArtefact, type Hash, type ReserveLevel } from '@ballast/core';
import { artefactFile, publicFolder, publishedCycles, recordFile } from '../attest/publicFolder.ts';
import { readSecret, resolveReference } from '../config/secrets.ts';
import { areStopsDamaged, readStops } from '../engine/stops.ts';
import { cycleFigures, type CycleFigures } from '../report/cycleFigures.ts';
import type { AuctionsNow, LastCycle, ReserveStatus, StatusView } from '../report/renderStatus.ts';
import { StoreLocked } from '../store/lockDirectory.ts';
import { auctionsNow } from './auctionsNow.ts';
import { openSessionStore, type SessionStore } from './openStore.ts';
import { readPolicies } from './policies.ts';
import type { Session } from './session.ts';
import { knownReserves } from './stoppedReserve.ts';

/**
 * Gathers what `ballast status` shows. Reads the store where it is free; while another process owns it, the folder it
 * publishes to, so that one may look at a running loop. Opens no world; of a live chain it asks which auctions run.
 */
export async function readStatus(session: Session, nowSeconds: number): Promise<StatusView> {
  const { config } = session.loaded;
  const { stateDir } = config;
  const opened = await openIfFree(session);
  const store = typeof opened === 'string' ? null : opened;
  const isDamaged = areStopsDamaged(stateDir);
  const stops = isDamaged ? [] : readStops(stateDir);
  try {
    const names = new Set([...knownReserves(session), ...((await store?.reserves()) ?? [])]);
    const reserves: ReserveStatus[] = [];
    for (const reserve of names) {
      const last = store === null ? await lastPublished(stateDir, reserve) : await lastStored(store, reserve);
      const intents = store === null ? null : await store.journal.open(reserve);
      reserves.push({
        reserve,
        last,
        stops: stops
          .filter((stop) => stop.reserve === reserve)
          .map(({ kind, reason, atSeconds }) => ({ kind, reason, atSeconds })),
        inFlight:
          intents?.map(({ cycle, index, state, transactionHash }) => ({ cycle, index, state, transactionHash })) ??
          (typeof opened === 'string' ? null : []),
        auctions: await auctionsOf(session, reserve),
        nextSeconds:
          last === null || config.world.kind !== 'live'
            ? null
            : (Math.floor(last.asOfSeconds / config.everySeconds) + 1) * config.everySeconds,
      });
    }
    return {
      schema: 'ballast/status/1',
      nowSeconds,
      world: config.world.kind === 'local' ? `local, ${config.world.scenario}` : config.world.kind,
      mode: config.mode,
      stateDir,
      owner: typeof opened === 'string' ? opened : null,
      areStopsDamaged: isDamaged,
      reserves,
    };
  } finally {
    await store?.close();
  }
}

/** Auctions of a reserve's vault where its chain is a live one; null elsewhere, and where no policy of it is at hand. */
async function auctionsOf(session: Session, reserve: string): Promise<AuctionsNow | null> {
  const { config } = session.loaded;
  if (config.world.kind !== 'live') return null;
  try {
    const policy = readPolicies(config.policies).find((file) => file.policy.reserve === reserve)?.policy;
    const vault = policy?.execution.vault ?? null;
    if (policy === undefined || vault === null) return null;
    const urls = (config.rpc[vault.chain] ?? []).map((item) => resolveReference(item, session.environment));
    return await auctionsNow(policy, urls);
  } catch (error) {
    // A policy or a secret that cannot be read must not keep the page from whoever needs it.
    if (error instanceof BallastError) return { running: null, why: error.message };
    throw error;
  }
}

/** The store; null where there is none yet; who owns it where it is taken. */
async function openIfFree(session: Session): Promise<SessionStore | null | string> {
  const isServer = readSecret('DATABASE_URL', session.environment) !== null;
  if (!isServer && !existsSync(join(session.loaded.config.stateDir, 'db'))) return null;
  try {
    return await openSessionStore(session);
  } catch (error) {
    if (error instanceof StoreLocked) return error.message;
    throw error;
  }
}

async function lastStored(store: SessionStore, reserve: string): Promise<LastCycle | null> {
  const found = await store.latestCycle(reserve);
  if (found === null) return null;
  const { cycle, asOfSeconds, state, planHash } = found;
  const textOf = (hash: Hash): Promise<string | null> => store.artefact(hash);
  const plan = readArtefact((await textOf(planHash)) ?? '', 'ballast/plan/1');
  const figures = plan.ok ? await figuresOf(plan.value.parents.assessment, textOf) : null;
  return { cycle, asOfSeconds, state, level: found.level as ReserveLevel, figures };
}

async function lastPublished(stateDir: string, reserve: string): Promise<LastCycle | null> {
  const folder = publicFolder(stateDir, reserve);
  const cycle = (await publishedCycles(folder)).at(-1);
  if (cycle === undefined) return null;
  const record = readArtefact(await readFile(recordFile(folder, cycle), 'utf8'), 'ballast/cycle/1');
  if (!record.ok) return null;
  const textOf = (hash: Hash): Promise<string | null> => readFile(artefactFile(folder, hash), 'utf8');
  const assessment = readArtefact((await textOf(record.value.assessment)) ?? '', 'ballast/assessment/1');
  if (!assessment.ok) return null;
  const figures = await figuresOf(record.value.assessment, textOf);
  return { cycle, asOfSeconds: record.value.asOfSeconds, level: assessment.value.level, state: 'complete', figures };
}

/** Figures of an assessment and its sheet; null where one of them cannot be read, which `ballast verify` tells of. */
async function figuresOf(
  assessmentHash: Hash,
  textOf: (hash: Hash) => Promise<string | null>,
): Promise<CycleFigures | null> {
  const assessment = readArtefact((await textOf(assessmentHash)) ?? '', 'ballast/assessment/1');
  if (!assessment.ok) return null;
  const sheet = readArtefact((await textOf(assessment.value.parents.balanceSheet)) ?? '', 'ballast/balance-sheet/1');
  return sheet.ok ? cycleFigures(sheet.value, assessment.value) : null;
}
