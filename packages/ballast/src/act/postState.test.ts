import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raw, wad, type Action } from '@ballast/core';
import { readHead } from './actChain.ts';
import { actions, createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { checkPostState } from './postState.ts';
import type { Now } from './readNow.ts';
import { readNow } from './simulateAction.ts';

let world: ActWorld;
let now: Now;

beforeAll(async () => {
  world = await createActWorld();
  const { vault } = await world.snapshot();
  if (vault === null) expect.fail('no vault');
  now = await readNow({
    policy: world.policy,
    known: vault,
    chain: world.act,
    head: await readHead(world.act),
    from: localKeeper.address,
    earlier: [],
  });
});
afterAll(() => world.stop());

const plus = (map: ReadonlyMap<string, bigint>, key: string, change: bigint): Now['idleRaw'] =>
  new Map([...map, [key, raw((map.get(key) ?? 0n) + change)]].map(([name, value]) => [name as string, value as never]));

interface Change {
  readonly idle?: readonly (readonly [string, bigint])[];
  readonly deployed?: bigint;
  readonly executor?: readonly [string, bigint];
  readonly approval?: string;
  readonly owed?: bigint;
  readonly supply?: bigint;
  readonly value?: bigint;
  readonly vault?: Partial<Now['vault']>;
}

/** The vault after something moved. */
function after(change: Change): Now {
  let idleRaw = now.idleRaw;
  for (const [key, by] of change.idle ?? []) idleRaw = plus(idleRaw, key, by);
  return {
    ...now,
    idleRaw,
    deployedRaw: plus(now.deployedRaw, 'savings', change.deployed ?? 0n),
    executorRaw: change.executor === undefined ? now.executorRaw : plus(now.executorRaw, ...change.executor),
    approvalsRaw: change.approval === undefined ? now.approvalsRaw : plus(now.approvalsRaw, change.approval, 1n),
    owedWad: wad(now.owedWad + (change.owed ?? 0n)),
    supplyRaw: raw(now.supplyRaw + (change.supply ?? 0n)),
    valueFloorWad: wad(now.valueFloorWad + (change.value ?? 0n)),
    vault: { ...now.vault, ...change.vault },
  };
}

const said = (action: Action, change: Change): string => {
  const post = checkPostState(action, now, after(change));
  return post.ok ? 'ok' : post.code;
};

const WAD = 10n ** 18n;
const swap = actions.swap(0, 1_000n);
const sold = ['DAI', -1_000n * WAD] as const;
const bought = ['USD', 999_000_000n] as const;
const charged = { lossUsedWad: wad(WAD) };
const plain: Change = { idle: [sold, bought], value: -WAD };

describe('checkPostState', () => {
  it('accepts a swap that moved what it meant and charged what it lost', () => {
    expect(said(swap, { ...plain, vault: charged })).toBe('ok');
  });

  it('reports what a swap moved', () => {
    const post = checkPostState(swap, now, after({ ...plain, vault: charged }));
    expect(post).toEqual({ ok: true, amountInRaw: 1_000n * WAD, amountOutRaw: 999_000_000n });
  });

  it.each<[string, Change]>([
    ['sold one unit more', { idle: [['DAI', -1_000n * WAD - 1n], bought] }],
    ['sold one unit less', { idle: [['DAI', -1_000n * WAD + 1n], bought] }],
    ['bought one below the floor', { idle: [sold, ['USD', 994_999_999n]] }],
    ['bought nothing', { idle: [sold] }],
    ['moved a venue too', { idle: [sold, bought], deployed: 1n }],
  ])('refuses a swap that %s', (_what, change) => {
    expect(said(swap, { ...change, vault: charged })).toBe('ACT_POST_BALANCE');
  });

  it('refuses proceeds left in the executor, but not a donation swept out of it', () => {
    expect(said(swap, { ...plain, vault: charged, executor: ['USD', 1n] })).toBe('ACT_POST_EXECUTOR');
    const donated = { ...now, executorRaw: plus(now.executorRaw, 'USD', 5n) };
    const post = checkPostState(swap, donated, after({ ...plain, vault: charged }));
    expect(post.ok).toBe(true);
  });

  it('refuses an approval left behind', () => {
    for (const name of now.approvalsRaw.keys())
      expect(said(swap, { ...plain, vault: charged, approval: name })).toBe('ACT_POST_APPROVAL');
    expect(now.approvalsRaw.size).toBe(3);
  });

  it.each<[string, Change]>([
    ['the law', { vault: { ...charged, policyParametersHash: '0x01' } }],
    ['the document', { vault: { ...charged, policyDocumentHash: '0x01' } }],
    ['the owner', { vault: { ...charged, owner: '0x01' } }],
    ['the guardian', { vault: { ...charged, guardian: '0x01' } }],
    ['the keeper', { vault: { ...charged, keeper: '0x01' } }],
    ['the mode', { vault: { ...charged, mode: 'frozen' } }],
    ['the intake pause', { vault: { ...charged, isMintPaused: true } }],
    ['the supply', { vault: charged, supply: 1n }],
    ['what is owed', { vault: charged, owed: -1n }],
  ])('refuses a swap that changes %s', (_what, change) => {
    expect(said(swap, { ...plain, ...change })).toBe('ACT_POST_STANDING');
  });

  it('refuses a loss that was not charged, beyond rounding', () => {
    expect(said(swap, { ...plain, value: -2n * WAD, vault: charged })).toBe('ACT_POST_VALUE');
    expect(said(swap, { ...plain, value: -WAD / 1_000n })).toBe('ACT_POST_VALUE');
    expect(said(swap, { ...plain, value: -1n })).toBe('ok');
    expect(said(swap, { ...plain, value: WAD })).toBe('ok');
  });

  it('accepts a deposit that the venue credits, less one unit of rounding', () => {
    const deposit = actions.deposit(0, 1_000n);
    const out = [['USD', -1_000_000_000n]] as const;
    expect(said(deposit, { idle: out, deployed: 1_000_000_000n })).toBe('ok');
    expect(said(deposit, { idle: out, deployed: 999_999_999n, value: -(10n ** 12n) })).toBe('ok');
    expect(said(deposit, { idle: out, deployed: 990_000_000n, value: -10n * WAD })).toBe('ACT_POST_VALUE');
    expect(said(deposit, { idle: out })).toBe('ACT_POST_BALANCE');
    expect(said(deposit, { idle: [['USD', -999_999_999n]], deployed: 999_999_999n })).toBe('ACT_POST_BALANCE');
  });

  it('accepts a withdrawal that comes home', () => {
    const withdraw = actions.withdraw(0, 1_000n);
    expect(said(withdraw, { idle: [['USD', 1_000_000_000n]], deployed: -1_000_000_001n })).toBe('ok');
    expect(said(withdraw, { idle: [['USD', 999_999_999n]], deployed: -1_000_000_000n })).toBe('ACT_POST_BALANCE');
    expect(said(withdraw, { idle: [['USD', 1_000_000_000n]] })).toBe('ACT_POST_BALANCE');
  });

  it('accepts payments up to what the claims shrank by, and no more', () => {
    const pay = actions.pay(0);
    const paid = (units: bigint, settled: bigint): string => said(pay, { idle: [['USD', -units]], owed: -settled });
    expect(paid(1_000_000_000n, 1_000n * WAD)).toBe('ok');
    expect(paid(1_000_000_001n, 1_000n * WAD)).toBe('ACT_POST_VALUE');
    expect(paid(999_999_999n, 1_000n * WAD)).toBe('ok');
    expect(paid(1n, 0n)).toBe('ACT_POST_STANDING');
    expect(said(pay, { idle: [['DAI', -1n]], owed: -WAD })).toBe('ACT_POST_BALANCE');
  });

  it('names amounts in the units of the asset', () => {
    const reason = (action: Action, change: Change): string => {
      const post = checkPostState(action, now, after(change));
      return post.ok ? 'ok' : post.reason;
    };
    const vault = charged;
    expect(reason(swap, { idle: [sold, ['USD', 994_999_999n]], vault })).toBe('idle USD would rise by 994.999999 USD');
    expect(reason(swap, { idle: [['DAI', -WAD - 1n], bought], vault })).toBe(
      'idle DAI would fall by 1.000000000000000001 DAI',
    );
    expect(reason(swap, { idle: [sold], vault })).toBe('idle USD would not change');
    expect(reason(swap, { idle: [sold, bought], deployed: 1n, vault })).toBe(
      'what is deployed in savings would rise by 0.000001 USD',
    );
    expect(reason(swap, { ...plain, vault, approval: 'USD to savings' })).toBe(
      'an approval of USD to savings would stay at 0.000001 USD',
    );
    expect(reason(swap, { ...plain, value: -2n * WAD, vault })).toBe(
      'the reserve would lose $2, and only $1 would be charged',
    );
    expect(reason(actions.pay(0), { idle: [['USD', -1_000_000_001n]], owed: -1_000n * WAD })).toBe(
      '1000.000001 USD would be paid for claims worth 1000 USD',
    );
  });

  it('accepts an intake pause that moves nothing', () => {
    expect(said(actions.intake(0, true), { vault: { isMintPaused: true } })).toBe('ok');
    expect(said(actions.intake(0, true), {})).toBe('ACT_POST_STANDING');
    expect(said(actions.intake(0, true), { vault: { isMintPaused: true }, idle: [['USD', -1n]] })).toBe(
      'ACT_POST_BALANCE',
    );
  });
});
