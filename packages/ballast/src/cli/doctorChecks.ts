import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { BallastError, type ChainId, type Policy, type VaultState } from '@ballast/core';
import { signerFromFile } from '../act/signer.ts';
import { loadAttesterKey } from '../attest/attesterKey.ts';
import { resolveReference } from '../config/secrets.ts';
import { callRpc, httpRpc, redactUrl } from '../venues/rpc.ts';
import { chainBinary } from '../worlds/local/startChain.ts';
import type { World } from '../worlds/world.ts';
import { lookOnce } from './lookOnce.ts';
import { EXIT } from './exitCodes.ts';
import { stewardOf } from './openReserves.ts';
import { openSessionStore } from './openStore.ts';
import { ownPolicies, readPolicies } from './policies.ts';
import type { Session } from './session.ts';
import { explainSystemFailure } from './systemFailure.ts';

/** One thing looked at: fine, worth knowing, or a fault with its mend. */
export interface Finding {
  readonly what: string;
  readonly state: 'fine' | 'warning' | 'fault';
  readonly detail: string;
  readonly remedy: string;
}

const fine = (what: string, detail: string): Finding => ({ what, state: 'fine', detail, remedy: '' });
const warning = (what: string, detail: string, remedy: string): Finding => ({ what, state: 'warning', detail, remedy });
const fault = (what: string, detail: string, remedy: string): Finding => ({ what, state: 'fault', detail, remedy });

/** Runs every check that applies to the configured world; a check that throws is a fault, and the next one still runs. */
export async function runDoctor(session: Session): Promise<Finding[]> {
  const { config, file } = session.loaded;
  const checks: readonly (readonly [string, () => Promise<Finding[]> | Finding[]])[] = [
    ['node', () => [fine('node', process.versions.node)]],
    ['configuration', () => [fine('configuration', file ?? 'no file: defaults hold')]],
    ['policy', () => checkPolicies(session)],
    ['state', () => checkState(session)],
    ...(config.world.kind === 'local' ? ([['local chain', () => [fine('local chain', chainBinary())]]] as const) : []),
    ...(config.world.kind === 'live'
      ? Object.entries(config.rpc).map(([chain, list]) => [chain, () => checkEndpoints(session, chain, list)] as const)
      : []),
    ['reserve', () => checkReserve(session)],
    ['keys', () => checkKeys(session)],
  ];
  const findings: Finding[] = [];
  for (const [what, check] of checks) {
    try {
      findings.push(...(await check()));
    } catch (error) {
      const told = explainSystemFailure(error) ?? error;
      if (!(told instanceof BallastError)) throw error;
      findings.push(fault(what, `${told.message} [${told.code}]`, told.remedy));
    }
  }
  return findings;
}

function checkPolicies({ loaded }: Session): Finding[] {
  const own = ownPolicies(loaded);
  if (own === null && loaded.config.world.kind !== 'live')
    return [fine('policy', 'none of your own: the world brings one')];
  return (own ?? readPolicies(loaded.config.policies)).map((item) =>
    fine('policy', `${item.policy.reserve} ${item.documentHash}`),
  );
}

const LEAST_FREE_BYTES = 1_000_000_000;

async function checkState(session: Session): Promise<Finding[]> {
  const { stateDir } = session.loaded.config;
  const place = existsSync(stateDir) ? stateDir : dirname(stateDir);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const space =
    free < LEAST_FREE_BYTES
      ? [warning('disk', `${Math.floor(free / 1e6)} MB free at ${place}`, 'a cycle keeps about 200 kB; make room')]
      : [];
  if (!existsSync(stateDir)) return [...space, fine('state', `${stateDir} will be made`)];
  const store = await openSessionStore(session);
  try {
    const reserves = await store.reserves();
    return [
      ...space,
      fine('state', `${store.kind}, ${reserves.length === 0 ? 'no reserve yet' : reserves.join(', ')}`),
    ];
  } finally {
    await store.close();
  }
}

const OLD_BLOCK_SECONDS = 180;

async function checkEndpoints(session: Session, chain: ChainId, references: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const reference of references) {
    const url = resolveReference(reference, session.environment);
    const rpc = httpRpc(url, { retries: 0 });
    const id = Number(await callRpc<string>(rpc, 'eth_chainId', []));
    if (`eip155:${id}` !== chain) {
      findings.push(fault(redactUrl(url), `serves eip155:${id}, not ${chain}`, 'mend rpc in the configuration'));
      continue;
    }
    const block = await callRpc<{ readonly timestamp: string; readonly number: string }>(rpc, 'eth_getBlockByNumber', [
      'latest',
      false,
    ]);
    const age = Math.floor(Date.now() / 1000) - Number(block.timestamp);
    findings.push(
      age > OLD_BLOCK_SECONDS
        ? warning(
            redactUrl(url),
            `its newest block is ${age} s old`,
            'the node may be behind; compare with a second endpoint',
          )
        : fine(redactUrl(url), `${chain} block ${Number(block.number)}, ${age} s old`),
    );
  }
  if (references.length === 1)
    findings.push(
      warning(chain, 'one endpoint: what it says cannot be compared', 'name a second one of another operator'),
    );
  return findings;
}

async function checkReserve(session: Session): Promise<Finding[]> {
  const findings: Finding[] = [];
  await lookOnce(session, {}, async (looks, { world }) => {
    for (const { policy, file, snapshot } of looks) {
      const seen = `${snapshot.holdings.length} holdings, ${snapshot.prices.length} prices at block ${snapshot.blocks[0]?.number ?? '?'}`;
      findings.push(
        snapshot.unknowns.length === 0
          ? fine(policy.reserve, seen)
          : warning(
              policy.reserve,
              `${seen}; ${snapshot.unknowns.length} unknown: ${snapshot.unknowns[0]?.reason ?? ''}`,
              'see `ballast observe`',
            ),
      );
      if (snapshot.vault === null) continue;
      const isRatified = snapshot.vault.policyDocumentHash === file.documentHash;
      findings.push(
        isRatified
          ? fine('vault', `holds this policy, mode ${snapshot.vault.mode}`)
          : fault(
              'vault',
              `holds policy ${snapshot.vault.policyDocumentHash}`,
              'nothing will be signed under this document until it is ratified',
            ),
      );
      findings.push(
        ...checkKeeper(session, policy, snapshot.vault.keeper),
        ...checkSteward(session, world, policy, snapshot.vault),
      );
    }
    return EXIT.fine;
  });
  return findings;
}

function checkKeeper({ environment }: Session, policy: Policy, keeper: string): Finding[] {
  const path = environment['BALLAST_KEEPER_KEY_FILE'];
  if (path === undefined || path === '') return [];
  const { address } = signerFromFile(path);
  return address === keeper
    ? [fine('keeper', address)]
    : [
        fault(
          'keeper',
          `the key is of ${address}, the vault's keeper is ${keeper}`,
          `use the key of ${policy.roles.keeper ?? keeper}`,
        ),
      ];
}

/** Whether the key that raises haircuts is here and the right one; without a key, a warning where the policy raises any. */
function checkSteward(session: Session, world: World, { limits }: Policy, { gates }: VaultState): Finding[] {
  if (gates === undefined) return [];
  const key = stewardOf(session, world);
  if (key === null)
    return limits.haircuts === undefined
      ? []
      : [warning('steward', 'no key: haircuts rise here and not on chain', 'set BALLAST_STEWARD_KEY_FILE')];
  const { address } = key;
  return address === gates.steward
    ? [fine('steward', address)]
    : [
        fault(
          'steward',
          `the key is of ${address}, the vault's steward is ${gates.steward}`,
          `use the key of ${gates.steward}, or let the owner call setSteward`,
        ),
      ];
}

function checkKeys(session: Session): Finding[] {
  const { config } = session.loaded;
  const path = session.environment['BALLAST_ATTESTER_KEY_FILE'] ?? null;
  if (path === null)
    return config.world.kind === 'live'
      ? [warning('attester', 'no key: `ballast run` will refuse to sign its log', 'set BALLAST_ATTESTER_KEY_FILE')]
      : [fine('attester', 'development key of this world')];
  return [fine('attester', loadAttesterKey({ file: path, development: null }).publicKey)];
}
