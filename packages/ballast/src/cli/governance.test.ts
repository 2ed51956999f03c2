// The whole way of a policy on a real Governor and timelock: proposed, voted, queued, waited for, executed, adopted by
// the keeper; and an attack that is seen, explained and vetoed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_SECONDS, lawOf, loadPolicy, type Address, type Hex } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { followAdoption } from '../engine/followAdoption.ts';
import type { Reserve } from '../engine/reserve.ts';
import { runUnrecorded, type UnrecordedCycle } from '../engine/runUnrecorded.ts';
import { lawParams } from '../venues/ballast-vault/encodeLaw.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { governorProposal, proposeCall } from '../venues/governor/proposal.ts';
import { timelockAbi } from '../venues/governor/governorAbi.ts';
import { callRpc } from '../venues/rpc.ts';
import type { Call } from '../venues/venueRead.ts';
import { createLocalWorld, type LocalWorld } from '../worlds/local/createLocalWorld.ts';
import type { GovernanceSet } from '../worlds/local/deployGovernance.ts';
import { readProposalFile } from './proposalFiles.ts';
import { runCli, type CliRun } from './runCli.fixture.ts';

const CHAIN = 'eip155:31337';
const WIDE = /^.{81,}$/m;
const cwd = mkdtempSync(join(tmpdir(), 'ballast-dao-'));
const at = (name: string): string => join(cwd, name);
let world: LocalWorld;
let dao: GovernanceSet;
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv, { CHAIN_RPC: world.url });
const status = (name: string, ...more: readonly string[]): Promise<CliRun> => cli('policy', 'status', name, ...more);

/** Sends as a development account; tells whether it succeeded. */
async function send(from: Address, { to, data }: Call): Promise<boolean> {
  const hash = await callRpc<Hex>(world.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0xf42400' }]);
  await world.settle(CHAIN);
  const receipt = await callRpc<{ readonly status: Hex }>(world.rpc, 'eth_getTransactionReceipt', [hash]);
  return receipt.status === '0x1';
}
const chainTime = async (): Promise<number> =>
  Number((await callRpc<{ readonly timestamp: Hex }>(world.rpc, 'eth_getBlockByNumber', ['latest', false])).timestamp);
/** Lets days pass in the market, so that feeds stay alive. */
async function pass(days: number): Promise<void> {
  const until = (await chainTime()) + days * DAY_SECONDS + 60;
  while ((await chainTime()) < until) if ((await world.advance()) === null) throw new TypeError('the world has ended');
}
const vote = (proposalId: string): Call => ({
  to: dao.governor,
  data: encodeFunctionData({
    abi: parseAbi(['function castVote(uint256 proposalId, uint8 support)']),
    functionName: 'castVote',
    args: [BigInt(proposalId), 1],
  }),
});
function write(name: string, ...edits: readonly (readonly [string, string])[]): void {
  const text = edits.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new TypeError(`${from} is not in the policy`);
    return all.replaceAll(from, to);
  }, world.policyText ?? '');
  writeFileSync(at(name), text);
}
const propose = (next: string, folder: string): Promise<CliRun> =>
  cli('policy', 'propose', at(next), '--governor', dao.governor, '--safe', dao.governor, '--nonce', '0', '-o', folder);
/** One moment lived by a keeper that holds a document, acting for real. */
async function keeperUnder(name: string): Promise<UnrecordedCycle> {
  const { policy, documentHash } = loadPolicy(readFileSync(at(name), 'utf8'), name);
  const signer = localSigner(world.developmentKey ?? '0x');
  const signal = new AbortController().signal;
  for await (const cycle of runUnrecorded({
    world,
    policy,
    policyHash: documentHash,
    signer,
    priceSeries: world.priceHistory,
    signal,
    moments: 1,
  }))
    return cycle;
  throw new TypeError('the world has ended');
}
/** The document the engine would take for its next cycle, with the new one at hand. */
async function followed(): Promise<string> {
  const [current, next] = ['policy.yaml', 'next.yaml'].map((name) => {
    const { policy, documentHash, canonical } = loadPolicy(readFileSync(at(name), 'utf8'), name);
    return { policy, policyHash: documentHash, policyText: canonical };
  });
  const reserve = { ...current, successors: [next], world } as unknown as Reserve;
  const { policyHash } = await followAdoption(reserve);
  return policyHash === next?.policyHash ? 'next' : 'current';
}
const outcomes = (cycle: UnrecordedCycle): readonly string[] => [
  ...new Set(cycle.receipts.map((receipt) => receipt.outcome)),
];

beforeAll(async () => {
  world = await createLocalWorld({ scenario: 'calm-quarter', governance: true, steps: 90 });
  if (world.addresses.governance === null) throw new TypeError('no governance');
  dao = world.addresses.governance;
  await world.advance();
  write('policy.yaml');
  write(
    'next.yaml',
    ['assets: [USDC], maxShare: 12%', 'assets: [USDC], maxShare: 16%'],
    ['lossPerDay: 400_000', 'lossPerDay: 300_000'],
  );
  write('evil.yaml', ['lossPerDay: 400_000', 'lossPerDay: 40_000_000'], ['haircutFloor: 25%', 'haircutFloor: 0%']);
  const config = { world: { kind: 'live' }, rpc: { [CHAIN]: ['env:CHAIN_RPC'] }, policies: ['policy.yaml'] };
  writeFileSync(at('ballast.config.json'), JSON.stringify(config));
}, 60_000);
afterAll(async () => {
  await world.stop();
  rmSync(cwd, { recursive: true, force: true });
});

describe('a policy on its way', () => {
  it('is written for Governor and Safe, and unknown to the Governor until it is sent', async () => {
    const { code, out } = await propose('next.yaml', 'proposal');
    expect([code, WIDE.test(out)]).toEqual([0, false]);
    expect(out).toContain('a call, no delegatecall');
    expect((await cli('import', 'safe', at('proposal/safe-propose.json'))).code).toBe(0);
    expect((await status(at('proposal'))).err).toMatch(/^CLI_PROPOSAL_UNKNOWN/);
  });

  it('has the number the Governor gives it, and is followed through the vote', async () => {
    const { calls, proposal } = readProposalFile(at('proposal'));
    const [first, second] = world.cast.voters as [Address, Address];
    expect(await send(first, calls.propose)).toBe(true);
    const pending = await status('proposal');
    expect([pending.code, WIDE.test(pending.out)]).toEqual([0, false]);
    expect(pending.out).toContain('voting begins in 24 h');
    expect(pending.out).toContain('exactly what that document comes to');
    expect(pending.out).toContain('▼ limits.lossPerDay  400_000 → 300_000');
    await pass(1);
    expect(await send(first, vote(proposal.proposalId))).toBe(true);
    expect(await send(second, vote(proposal.proposalId))).toBe(true);
    const active = await status('proposal');
    expect(active.out).toMatch(/voting ends in [23] d/);
    expect(active.out).toContain('for 2,000,000, against 0, abstain 0');
    expect(active.out).toContain('quorum 80,000');
    expect(await send(first, calls.queue)).toBe(false);
    await pass(3);
    expect((await status('proposal')).out).toContain('succeeded: anybody may queue it');
  }, 60_000);

  it('waits two days in the timelock, and until then the keeper acts under the old document alone', async () => {
    const { calls } = readProposalFile(at('proposal'));
    expect(await send(world.cast.keeper, calls.queue)).toBe(true);
    const queued = await status('proposal');
    expect(queued.out).toMatch(/may be executed in (?:48 h|2 d)/);
    expect(queued.out.replaceAll(/\s+/g, ' ')).toContain('the keeper works under no other');
    expect(await send(world.cast.keeper, calls.execute)).toBe(false);
    await expect(keeperUnder('next.yaml')).rejects.toMatchObject({ code: 'ACT_POLICY_NOT_RATIFIED' });
    expect(outcomes(await keeperUnder('policy.yaml'))).toEqual(['confirmed']);
    expect(await followed()).toBe('current');
  }, 60_000);

  it('is executed by anybody; then the keeper works under the new document and under no other', async () => {
    const { calls } = readProposalFile(at('proposal'));
    await pass(2);
    expect(await send(world.cast.guardian, calls.execute)).toBe(true);
    const done = await status('proposal');
    expect(done.out).toContain('the vault holds this document: the keeper works under it');
    expect(await followed()).toBe('next');
    const adopted = await keeperUnder('next.yaml');
    expect(adopted.plan.actions.length).toBeGreaterThan(0);
    expect(outcomes(adopted)).toEqual(['confirmed']);
    await expect(keeperUnder('policy.yaml')).rejects.toMatchObject({ code: 'ACT_POLICY_NOT_RATIFIED' });
    writeFileSync(at('policy.yaml'), readFileSync(at('next.yaml'), 'utf8'));
  }, 60_000);
});

describe('an attack through a vote', () => {
  it('is seen and explained before it is queued', async () => {
    const { code, out } = await cli(
      'policy',
      'diff',
      at('next.yaml'),
      at('evil.yaml'),
      '--no-scenarios',
      '--detailed-exitcode',
    );
    expect(code).toBe(2);
    expect(out).toContain('▲ limits.lossPerDay');
    expect(out).toContain('haircuts fall');
  });

  it('is vetoed by the guardian in the timelock, and can never be executed', async () => {
    await propose('evil.yaml', 'attack');
    const { calls, proposal, operationId } = readProposalFile(at('attack'));
    const [first] = world.cast.voters as [Address];
    expect(await send(first, calls.propose)).toBe(true);
    await pass(1);
    await send(first, vote(proposal.proposalId));
    await pass(3);
    expect(await send(first, calls.queue)).toBe(true);
    const warned = await status('attack', '--detailed-exitcode');
    expect([warned.code, WIDE.test(warned.out)]).toEqual([2, false]);
    expect(warned.out).toContain('300_000 → 40_000_000');
    expect(warned.out).toContain(operationId);
    const veto = {
      to: dao.timelock,
      data: encodeFunctionData({ abi: timelockAbi, functionName: 'cancel', args: [operationId] }),
    };
    expect(await send(first, veto)).toBe(false);
    expect(await send(world.cast.guardian, veto)).toBe(true);
    expect((await status('attack')).out).toContain('vetoed: it was cancelled');
    await pass(2);
    expect(await send(first, calls.execute)).toBe(false);
    expect((await status('proposal')).out).toContain('the vault holds this document');
  }, 60_000);

  it('is found in the calls, whatever hash and description they carry', async () => {
    const next = loadPolicy(readFileSync(at('next.yaml'), 'utf8'), 'next.yaml');
    const evil = loadPolicy(readFileSync(at('evil.yaml'), 'utf8'), 'evil.yaml');
    const data = encodeFunctionData({
      abi: vaultAbi,
      functionName: 'adoptPolicy',
      args: [next.documentHash, lawParams(lawOf(evil.policy))],
    });
    const { vault } = world.addresses.reserve;
    const thief = { to: vault, data: encodeFunctionData({ abi: vaultAbi, functionName: 'setKeeper', args: [vault] }) };
    const lie = governorProposal(dao.governor, [{ to: vault, data }, thief], 'raise the mint cap a little');
    expect(await send((world.cast.voters as [Address])[0], proposeCall(lie))).toBe(true);
    const found = await status(
      lie.proposalId,
      '--governor',
      dao.governor,
      '--document',
      at('next.yaml'),
      '--detailed-exitcode',
    );
    expect([found.code, WIDE.test(found.out)]).toEqual([2, false]);
    expect(found.out).toContain('Not what it seems');
    expect(found.out).toContain('the parameters are not those of the document whose hash they carry');
    expect(found.out).toContain('call 2 adopts no policy: setKeeper');
    expect((await status('1', '--governor', dao.governor)).err).toMatch(/^CLI_PROPOSAL_UNKNOWN/);
  }, 60_000);
});
