import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hashArtefact,
  initialCarried,
  loadPolicy,
  parseArtefact,
  canonicalText,
  proveState,
  value,
  type Address,
  type ContractState,
  type Snapshot,
} from '@ballast/core';
import { RpcUnreachable, type RpcPort } from '../venues/rpc.ts';
import { observe, type Observation, type ObserveInput } from './observe.ts';
import { CHAIN, smallPolicy } from './smallPolicy.fixture.ts';
import { createSmallWorld, NOW, type SmallWorld } from './smallWorld.fixture.ts';
import { answerFalsely, tamperRpc, type Tamper } from './tamperRpc.fixture.ts';

let world: SmallWorld;
beforeAll(async () => {
  world = await createSmallWorld({ tokens: 5 });
});
afterAll(async () => {
  await world.chain.stop();
});

const look = (rpcs: readonly RpcPort[], change: Partial<ObserveInput> = {}): Promise<Observation> =>
  observe({
    policy: world.loaded.policy,
    policyHash: world.loaded.documentHash,
    cycle: 1,
    previous: null,
    rpcs: new Map([[CHAIN, rpcs]]),
    attested: [],
    withProofs: false,
    previousContracts: [],
    ...change,
  });
const snapshotOf = async (rpcs: readonly RpcPort[], change: Partial<ObserveInput> = {}): Promise<Snapshot> =>
  (await look(rpcs, change)).snapshot;
const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const amount = (snapshot: Snapshot, id: string): bigint | null | undefined =>
  snapshot.holdings.find((holding) => holding.id === id)?.amountRaw;

const dead: RpcPort = {
  label: 'dead node',
  roundTrips: () => 0,
  batch: () => Promise.reject(new RpcUnreachable('dead node', 'ECONNREFUSED')),
};
/** Dies at its n-th batch. */
const dyingAt = (rpc: RpcPort, batch: number): RpcPort => {
  let count = 0;
  return {
    ...rpc,
    label: 'dying node',
    batch: (requests) => ((count += 1) >= batch ? dead.batch(requests) : rpc.batch(requests)),
  };
};
/** Claims another hash for the block, from the n-th look at it on. */
const reorgFrom =
  (first: number, until = Infinity): Tamper =>
  (request, answer, before) =>
    request.method === 'eth_getBlockByNumber' && answer.ok && before >= first && before < until
      ? { ok: true, result: { ...(answer.result as object), hash: `0x${'ab'.repeat(32)}` } }
      : answer;

describe('one endpoint', () => {
  it('throws OBSERVE_NOTHING_REACHABLE when nobody answers, and says it may be tried again', async () => {
    for (const rpcs of [[], [dead], [dead, dead], [dyingAt(world.rpc, 2)], [dyingAt(world.rpc, 4)]])
      expect(await failureOf(snapshotOf(rpcs))).toMatchObject({ code: 'OBSERVE_NOTHING_REACHABLE', retryable: true });
  });

  it('throws OBSERVE_REORG after three blocks in a row vanished', async () => {
    const flapping = tamperRpc(world.rpc, (request, answer, before) =>
      request.method === 'eth_getBlockByNumber' && before % 2 === 1 ? reorgFrom(0)(request, answer, before) : answer,
    );
    expect(await failureOf(snapshotOf([flapping]))).toMatchObject({ code: 'OBSERVE_REORG', retryable: true });
  });

  it('discards what was read of a vanished block and reads again', async () => {
    const once = tamperRpc(world.rpc, reorgFrom(1, 2));
    const [clean, again] = [await snapshotOf([world.rpc]), await snapshotOf([once])];
    expect(hashArtefact(again)).toBe(hashArtefact(clean));
  });

  it('refuses to go back in time behind the cycle before', async () => {
    expect(await failureOf(snapshotOf([world.rpc], { notBeforeSeconds: NOW + 1 }))).toMatchObject({
      code: 'OBSERVE_WENT_BACK',
      retryable: true,
    });
    expect((await snapshotOf([world.rpc], { notBeforeSeconds: NOW })).asOfSeconds).toBe(NOW);
  });

  it('does not count what a custodian holds on chain beside its attested record', async () => {
    const { policy } = world.loaded;
    const accounts = policy.accounts.map((account) =>
      account.id === 'treasury' ? { ...account, kind: 'custodian' as const } : account,
    );
    const { holdings } = await snapshotOf([world.rpc], { policy: { ...policy, accounts } });
    expect(holdings.some((holding) => holding.accountId === 'treasury')).toBe(false);
  });

  it('reads every number at the same block', async () => {
    const snapshot = await snapshotOf([world.rpc]);
    const [block] = snapshot.blocks;
    expect(snapshot.asOfSeconds).toBe(NOW);
    expect(block).toMatchObject({ chain: CHAIN, agreement: 'single', timestampSeconds: NOW });
    const seen = [...snapshot.holdings, ...snapshot.prices, ...snapshot.liabilities].map((item) => item.provenance);
    expect(new Set(seen.map((item) => `${item.chain} ${item.block} ${item.timeSeconds}`))).toEqual(
      new Set([`${CHAIN} ${block?.number} ${NOW}`]),
    );
    expect(seen.every((item) => item.contract !== null && item.method !== '')).toBe(true);
  });

  it('finds what the world was built with', async () => {
    const snapshot = await snapshotOf([world.rpc]);
    expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
    expect(amount(snapshot, 'USDC@treasury')).toBe(10_000_000_000n);
    expect(amount(snapshot, 'WETH@wallet')).toBe(0n);
    expect(amount(snapshot, 'T3@wallet')).toBe(10n ** 9n);
    expect(amount(snapshot, 'USDC@wallet/savings')).toBe(439_999_999n);
    expect(snapshot.liabilities).toMatchObject([
      { liabilityId: 'hUSD', supplyRaw: 9_100n * 10n ** 18n, heldByReserveRaw: 100n * 10n ** 18n, pending: [] },
    ]);
    expect(snapshot.prices.map((price) => price.sourceId)).toHaveLength(16);
    expect(snapshot.prices.find((price) => price.sourceId === 'WETH-a')).toMatchObject({
      priceWad: 2_000n * 10n ** 18n,
      ageSeconds: 100,
      roundRaw: 1n,
      isClamped: false,
    });
    expect(snapshot.prices.find((price) => price.sourceId === 'USDC-pyth')).toMatchObject({
      confidenceWad: 10n ** 15n,
      ageSeconds: 30,
    });
    expect(snapshot.pools[0]?.ownPositions).toHaveLength(1);
    expect(snapshot.unknowns.map((item) => item.code)).toEqual(['ATTESTED_MISSING']);
    expect(snapshot.alerts).toEqual([]);
  });

  it('is valued without a vault, attested money aside', async () => {
    const snapshot = await snapshotOf([world.rpc]);
    const { policy, documentHash } = world.loaded;
    const { sheet } = value({ snapshot, policy, policyHash: documentHash, carried: initialCarried(policy, NOW) });
    // 600 + 10,000 + 440 USDC and three tokens of 1,000 + 10,000 each, all at a dollar; the pool position on top.
    const worth = Number(sheet.assetsWad / 10n ** 18n);
    expect(worth).toBeGreaterThanOrEqual(44_039);
    expect(worth).toBeLessThan(44_040 + 4_001);
    expect(sheet.liabilitiesWad / 10n ** 18n).toBe(9_000n);
  });

  it('reads back from canonical text to the same snapshot', async () => {
    const snapshot = await snapshotOf([world.rpc]);
    expect(parseArtefact(canonicalText(snapshot))).toEqual(snapshot);
  });
});

describe('two endpoints', () => {
  it('agree', async () => {
    const snapshot = await snapshotOf([world.rpc, world.rpc]);
    expect(snapshot.blocks[0]?.agreement).toBe('agreed');
    expect({ ...snapshot, blocks: [] }).toEqual({ ...(await snapshotOf([world.rpc])), blocks: [] });
  });

  it.each([
    ['second', false],
    ['first', true],
  ])('a lying %s endpoint makes its number unknown, and only that', async (_name, isFirst) => {
    const liar = tamperRpc(
      world.rpc,
      answerFalsely([
        {
          target: world.addresses.tokens[0]?.address ?? '0x',
          selector: '0x70a08231',
          data: `0x${'f'.padStart(64, '0')}`,
        },
      ]),
    );
    const snapshot = await snapshotOf(isFirst ? [liar, world.rpc] : [world.rpc, liar]);
    expect(snapshot.blocks[0]?.agreement).toBe('disagreed');
    expect(amount(snapshot, 'USDC@wallet')).toBeNull();
    expect(snapshot.unknowns).toContainEqual(
      expect.objectContaining({ what: 'USDC@wallet', code: 'OBSERVE_DISPUTED' }),
    );
    expect(amount(snapshot, 'T2@wallet')).toBe(10n ** 11n);
  });

  it('one that refuses what the other answers is a dispute as well', async () => {
    const refusing = tamperRpc(
      world.rpc,
      answerFalsely([{ target: world.addresses.liability, selector: '0x18160ddd', data: null }]),
    );
    const snapshot = await snapshotOf([world.rpc, refusing]);
    expect(snapshot.liabilities[0]?.supplyRaw).toBeNull();
    expect(snapshot.unknowns).toContainEqual(
      expect.objectContaining({ what: 'liability:hUSD', code: 'OBSERVE_DISPUTED' }),
    );
  });

  it('different code hashes and storage of a contract are not settled by picking one', async () => {
    const other = tamperRpc(world.rpc, (request, answer) => {
      const [call] = request.params as readonly { readonly to?: string }[];
      return request.method === 'eth_call' && call?.to === undefined && answer.ok
        ? { ok: true, result: `${String(answer.result).slice(0, -2)}00` }
        : answer;
    });
    const snapshot = await snapshotOf([world.rpc, other]);
    expect(snapshot.blocks[0]?.agreement).toBe('disagreed');
    expect(snapshot.contracts.every((contract) => contract.codeHash === null)).toBe(true);
  });

  it('the dead one is said and the other is used alone', async () => {
    for (const rpcs of [
      [world.rpc, dead],
      [dead, world.rpc],
      [world.rpc, dyingAt(world.rpc, 3)],
    ]) {
      const snapshot = await snapshotOf(rpcs);
      expect(snapshot.blocks[0]?.agreement).toBe('single');
      expect(snapshot.alerts).toContainEqual(expect.objectContaining({ subject: CHAIN, code: 'RPC_UNREACHABLE' }));
      expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
    }
  });

  it('one that lacks the block’s state is left out, not taken for a dispute about everything', async () => {
    const stateless = tamperRpc(world.rpc, (request, answer) =>
      request.method === 'eth_getBlockByNumber' || request.method === 'eth_chainId'
        ? answer
        : { ok: false, message: 'missing trie node', data: null },
    );
    for (const rpcs of [
      [world.rpc, stateless],
      [stateless, world.rpc],
    ]) {
      const snapshot = await snapshotOf(rpcs);
      expect(snapshot.blocks[0]?.agreement).toBe('single');
      expect(snapshot.alerts).toContainEqual(expect.objectContaining({ subject: CHAIN, code: 'RPC_WITHOUT_STATE' }));
      expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
    }
  });

  it('one without state overrides or proofs does not make a dispute of it', async () => {
    const plain = tamperRpc(world.rpc, (request, answer) =>
      request.method === 'eth_getProof' || (request.method === 'eth_call' && request.params.length === 3)
        ? { ok: false, message: 'not supported', data: null }
        : answer,
    );
    for (const rpcs of [
      [world.rpc, plain],
      [plain, world.rpc],
    ]) {
      const { snapshot, proofs } = await look(rpcs, { withProofs: true });
      expect(snapshot.blocks[0]?.agreement).toBe('agreed');
      expect(proofs?.balances).toHaveLength(10);
    }
  });

  it('one on another chain is left out and said', async () => {
    const foreign = tamperRpc(world.rpc, (request, answer) =>
      request.method === 'eth_chainId' ? { ok: true, result: '0x1' } : answer,
    );
    const snapshot = await snapshotOf([foreign, world.rpc]);
    expect(snapshot.blocks[0]?.agreement).toBe('single');
    expect(snapshot.alerts).toContainEqual(expect.objectContaining({ code: 'RPC_WRONG_CHAIN' }));
  });

  it('one that is a block ahead is brought back to the common block', async () => {
    const ahead = tamperRpc(world.rpc, (request, answer, before) => {
      if (request.method !== 'eth_getBlockByNumber' || before > 0 || !answer.ok) return answer;
      const block = answer.result as { readonly number: string };
      return {
        ok: true,
        result: { ...block, number: `0x${(Number(block.number) + 1).toString(16)}`, hash: `0x${'cd'.repeat(32)}` },
      };
    });
    const snapshot = await snapshotOf([ahead, world.rpc]);
    expect(snapshot.blocks[0]?.agreement).toBe('agreed');
    expect(snapshot.alerts).toEqual([]);
  });

  it('one that claims a head far ahead does not push the honest one out silently', async () => {
    const future = tamperRpc(world.rpc, (request, answer, before) =>
      request.method === 'eth_getBlockByNumber' && before === 0 && answer.ok
        ? { ok: true, result: { ...(answer.result as object), timestamp: `0x${(NOW + 86_400).toString(16)}` } }
        : answer,
    );
    const snapshot = await snapshotOf([world.rpc, future]);
    expect(snapshot.blocks[0]?.agreement).toBe('disagreed');
    expect(snapshot.alerts).toContainEqual(expect.objectContaining({ code: 'RPC_LAGGING' }));
  });

  it('a lasting fork is read on both sides and said', async () => {
    const trueHash = (await headHash()).slice(2);
    const renamed = tamperRpc(world.rpc, reorgFrom(0));
    const forked: RpcPort = {
      ...renamed,
      batch: (requests) =>
        renamed.batch(
          requests.map((request) => ({
            method: request.method,
            params: JSON.parse(JSON.stringify(request.params).replaceAll('ab'.repeat(32), trueHash)) as unknown[],
          })),
        ),
    };
    const snapshot = await snapshotOf([world.rpc, forked]);
    expect(snapshot.blocks[0]?.agreement).toBe('disagreed');
    expect(snapshot.alerts).toContainEqual(expect.objectContaining({ code: 'OBSERVE_FORK' }));
    expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
  });
});

describe('several chains', () => {
  it('one silent chain makes its own lines unknown and leaves the others', async () => {
    const second = 'eip155:10';
    const text = smallPolicy(world.addresses)
      .replace(
        'accounts:',
        `  - { id: "${second}", name: other, aggregator: "${world.addresses.aggregator}" }\naccounts:\n  - { id: far, kind: eoa, chain: "${second}", address: "${world.addresses.wallet}", custodian: own }`,
      )
      .replace(
        `decimals: 6 }]`,
        `decimals: 6 }, { chain: "${second}", address: "${world.addresses.savings}", decimals: 6, bridge: wormhole }]`,
      );
    const { policy, documentHash } = loadPolicy(text, 'two.yaml');
    const snapshot = await snapshotOf([world.rpc], {
      policy,
      policyHash: documentHash,
      rpcs: new Map([
        [CHAIN, [world.rpc]],
        [second, [dead]],
      ]),
    });
    expect(snapshot.blocks.map((block) => block.chain)).toEqual([CHAIN]);
    expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
    expect(amount(snapshot, 'USDC@far')).toBeNull();
    expect(snapshot.unknowns).toContainEqual(
      expect.objectContaining({ what: 'USDC@far', code: 'OBSERVE_CHAIN_UNREACHABLE' }),
    );
    expect(snapshot.alerts).toContainEqual(
      expect.objectContaining({ subject: second, code: 'OBSERVE_CHAIN_UNREACHABLE' }),
    );
  });
});

describe('a real reorganisation', () => {
  it('between two rounds is noticed, and the new block is read whole', async () => {
    const fresh = await createSmallWorld({ tokens: 2 });
    try {
      const call = async (method: string, params: readonly unknown[]): Promise<unknown> => {
        const [answer] = await fresh.rpc.batch([{ method, params }]);
        return answer?.ok === true ? answer.result : null;
      };
      const anchor = await call('evm_snapshot', []);
      await call('evm_setNextBlockTimestamp', [NOW + 12]);
      await call('evm_mine', []);
      let batches = 0;
      const reorganising: RpcPort = {
        ...fresh.rpc,
        batch: async (requests) => {
          batches += 1;
          // After head and first round the chain goes back and takes another block.
          if (batches === 3) {
            await call('evm_revert', [anchor]);
            fresh.call('TestToken', fresh.addresses.tokens[0]?.address ?? '0x', 'mint', [fresh.addresses.wallet, 5n]);
            await fresh.deployer.mine(NOW + 24);
          }
          return fresh.rpc.batch(requests);
        },
      };
      const { snapshot } = await observe({
        policy: fresh.loaded.policy,
        policyHash: fresh.loaded.documentHash,
        cycle: 1,
        previous: null,
        rpcs: new Map([[CHAIN, [reorganising]]]),
        attested: [],
        withProofs: true,
        previousContracts: [],
      });
      expect(snapshot.asOfSeconds).toBe(NOW + 24);
      expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_005n);
      expect(snapshot.unknowns.map((item) => item.code)).toEqual(['ATTESTED_MISSING']);
      expect(batches).toBeGreaterThan(7);
    } finally {
      await fresh.chain.stop();
    }
  });
});

describe('a token its issuer stopped', () => {
  it.each([
    ['paused', '0x5c975abb'],
    ['blocking us', '0xfe575a87'],
  ] as const)('%s is held, and cannot be withdrawn', async (_name, selector) => {
    const token = world.addresses.tokens[0]?.address ?? '0x';
    const stopped = tamperRpc(
      world.rpc,
      answerFalsely([{ target: token, selector, data: `0x${'1'.padStart(64, '0')}` }]),
    );
    const { holdings } = await snapshotOf([stopped]);
    const own = holdings.filter((holding) => holding.assetId === 'USDC');
    expect(own.every((holding) => holding.withdrawableRaw === 0n)).toBe(true);
    expect(own.map((holding) => holding.amountRaw)).toContain(600_000_000n);
    expect(holdings.find((holding) => holding.id === 'T2@wallet')?.withdrawableRaw).toBe(10n ** 11n);
  });
});

describe('contracts', () => {
  const changed = async (change: Partial<ContractState>, subject: string): Promise<readonly string[]> => {
    const { contracts } = await snapshotOf([world.rpc]);
    const before = contracts.map((item) => (item.subject === subject ? { ...item, ...change } : item));
    const { alerts } = await snapshotOf([world.rpc], { previousContracts: before });
    return alerts.map((item) => `${item.subject} ${item.code}`);
  };

  it('a change of code, implementation, admin or configuration is reported; the unread is not a change', async () => {
    const token = `token:USDC@${CHAIN}`;
    expect(await changed({ codeHash: `0x${'00'.repeat(32)}` }, token)).toEqual([`${token} CONTRACT_CODE_CHANGED`]);
    expect(await changed({ implementation: '0x00000000000000000000000000000000000000aa' }, 'account:treasury')).toEqual(
      ['account:treasury CONTRACT_IMPLEMENTATION_CHANGED'],
    );
    expect(await changed({ configuration: '1 of 2: somebody else' }, 'account:treasury')).toEqual([
      'account:treasury CONTRACT_CONFIGURATION_CHANGED',
    ]);
    expect(await changed({ codeHash: null, admin: null }, token)).toEqual([]);
    expect(await changed({}, token)).toEqual([]);
  });

  it('names code, implementation and configuration of a real Safe', async () => {
    const { contracts } = await snapshotOf([world.rpc]);
    const safe = contracts.find((item) => item.subject === 'account:treasury');
    expect(safe?.configuration).toMatch(/^2 of 2: 0x[0-9a-f]{40} 0x[0-9a-f]{40}; modules none; guard none$/);
    expect(safe?.implementation).toMatch(/^0x[0-9a-f]{40}$/);
    expect(contracts.every((item) => item.codeHash !== null)).toBe(true);
    expect(new Set(contracts.map((item) => item.subject)).size).toBe(contracts.length);
  });

  it('an address without code is said', async () => {
    const text = smallPolicy({ ...world.addresses, savings: '0x00000000000000000000000000000000000000cc' });
    const { policy, documentHash } = loadPolicy(text, 'empty.yaml');
    const snapshot = await snapshotOf([world.rpc], { policy, policyHash: documentHash });
    expect(snapshot.alerts).toContainEqual(
      expect.objectContaining({ subject: 'venue:savings', code: 'CONTRACT_WITHOUT_CODE' }),
    );
    expect(snapshot.unknowns).toContainEqual(expect.objectContaining({ what: 'venue:savings', code: 'CALL_EMPTY' }));
  });
});

describe('state proofs', () => {
  it('prove every idle balance and the supply, offline', async () => {
    const { snapshot, proofs } = await look([world.rpc], { withProofs: true });
    if (proofs === null) throw new TypeError('no proofs');
    expect(proofs.parents.snapshot).toBe(hashArtefact(snapshot));
    const idle = snapshot.holdings.filter((holding) => holding.where === 'idle').map((holding) => holding.id);
    expect(proofs.balances.map((item) => item.holdingId).toSorted()).toEqual(idle.toSorted());
    expect(proofs.totalSupplies.map((item) => item.liabilityId)).toEqual(['hUSD']);
    const evidence = proveState({ proofs, snapshot, policy: world.loaded.policy });
    expect(evidence.filter((item) => !item.ok)).toEqual([]);
    expect(evidence.filter((item) => item.kind === 'holding')).toHaveLength(idle.length);
    expect(evidence.some((item) => item.kind === 'contract')).toBe(true);
    const saved = snapshot.holdings.filter((item) => item.venueId === 'savings').map((item) => item.id);
    expect(saved.length).toBeGreaterThan(0);
    expect(evidence.filter((item) => item.kind === 'receipt').map((item) => item.subject)).toEqual(saved);
    expect(proofs.receipts.reduce((sum, item) => sum + item.amountRaw, 0n)).toBe(snapshot.savings[0]?.sharesRaw);
  });

  it('a proof that does not prove what was observed is not kept, and said', async () => {
    const liar = tamperRpc(
      world.rpc,
      answerFalsely([
        { target: world.addresses.liability, selector: '0x18160ddd', data: `0x${'7'.padStart(64, '0')}` },
      ]),
    );
    const honestSlot: RpcPort = {
      ...liar,
      batch: async (requests) => {
        const [true_, false_] = [await world.rpc.batch(requests), await liar.batch(requests)];
        return requests.map((request, index) => (request.params.length === 3 ? true_[index] : false_[index])!);
      },
    };
    const { snapshot, proofs } = await look([honestSlot], { withProofs: true });
    expect(snapshot.liabilities[0]?.supplyRaw).toBe(7n);
    expect(proofs?.totalSupplies).toEqual([]);
    expect(snapshot.alerts).toContainEqual(expect.objectContaining({ subject: 'hUSD', code: 'PROOF_WRONG_VALUE' }));
  });

  it('a node that gives no proofs, or broken ones, costs only the proofs', async () => {
    for (const result of [null, {}, { accountProof: ['0x00'], storageProof: [] }]) {
      const poor = tamperRpc(world.rpc, (request, answer) =>
        request.method === 'eth_getProof' ? { ok: true, result } : answer,
      );
      const { snapshot, proofs } = await look([poor], { withProofs: true });
      expect(proofs?.balances).toEqual([]);
      expect(amount(snapshot, 'USDC@wallet')).toBe(600_000_000n);
    }
  });
});

describe('round trips', () => {
  const tripsOf = async (small: SmallWorld, withProofs: boolean): Promise<number> => {
    const before = small.rpc.roundTrips();
    await observe({
      policy: small.loaded.policy,
      policyHash: small.loaded.documentHash,
      cycle: 1,
      previous: null,
      rpcs: new Map([[CHAIN, [small.rpc]]]),
      attested: [],
      withProofs,
      previousContracts: [],
    });
    return small.rpc.roundTrips() - before;
  };

  it('stay bounded for the 200 assets a policy may have, and nothing is left out', async () => {
    const huge = await createSmallWorld({ tokens: 199 });
    try {
      const before = huge.rpc.roundTrips();
      const { snapshot } = await observe({
        policy: huge.loaded.policy,
        policyHash: huge.loaded.documentHash,
        cycle: 1,
        previous: null,
        rpcs: new Map([[CHAIN, [huge.rpc]]]),
        attested: [],
        withProofs: false,
        previousContracts: [],
      });
      expect(huge.rpc.roundTrips() - before).toBeLessThanOrEqual(6);
      expect(snapshot.prices.filter((price) => price.priceWad !== null)).toHaveLength(598);
      expect(
        snapshot.holdings.filter((holding) => holding.where === 'idle' && holding.amountRaw !== null),
      ).toHaveLength(398);
      expect(snapshot.unknowns.map((item) => item.code)).toEqual(['ATTESTED_MISSING']);
    } finally {
      await huge.chain.stop();
    }
  });

  it('are five for 5 and for 16 tokens, with and without proofs', async () => {
    const large = await createSmallWorld({ tokens: 16 });
    try {
      expect([
        await tripsOf(world, false),
        await tripsOf(large, false),
        await tripsOf(world, true),
        await tripsOf(large, true),
      ]).toEqual([5, 5, 5, 5]);
    } finally {
      await large.chain.stop();
    }
  });
});

async function headHash(): Promise<string> {
  const [answer] = await world.rpc.batch([{ method: 'eth_getBlockByNumber', params: ['latest', false] }]);
  return answer?.ok === true ? (answer.result as { readonly hash: Address }).hash : '';
}
