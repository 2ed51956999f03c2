// Cycle time, observe to attest, on the embedded world: p50, p95, share of each stage, RPC round trips.
// Peers in the same run: the bare round trips of one observation, and the 12 seconds of an Ethereum block.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy } from '@ballast/core';
import { localSigner } from '../packages/ballast/src/act/signer.ts';
import { loadAttesterKey } from '../packages/ballast/src/attest/attesterKey.ts';
import { loadAttesterLog } from '../packages/ballast/src/attest/attesterLog.ts';
import { helpersOf } from '../packages/ballast/src/engine/helpers.ts';
import type { Reserve } from '../packages/ballast/src/engine/reserve.ts';
import { runCycle, type Stage } from '../packages/ballast/src/engine/runCycle.ts';
import type { Memory } from '../packages/ballast/src/engine/resumeCycle.ts';
import { mostThreads } from '../packages/ballast/src/engine/simulateScenarios.ts';
import { threadsWhenNeeded } from '../packages/ballast/src/engine/threads.ts';
import { observe } from '../packages/ballast/src/observe/observe.ts';
import { openStore } from '../packages/ballast/src/store/openStore.ts';
import { callRpc, type RpcPort } from '../packages/ballast/src/venues/rpc.ts';
import { createBenchWorld } from '../packages/ballast/src/worlds/local/createBenchWorld.ts';

const CYCLES = Number(process.env['BENCH_CYCLES'] ?? 30);
const BLOCK_MS = 12_000;

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** The round trips alone: what the observation would cost if reading and deciding were free. */
async function bareTrips(rpc: RpcPort, trips: number): Promise<number> {
  const started = performance.now();
  for (let trip = 0; trip < trips; trip += 1) await callRpc(rpc, 'eth_blockNumber', []);
  return performance.now() - started;
}

async function benchCycles(assets: 5 | 16): Promise<void> {
  const world = await createBenchWorld({ assets, seed: 1 });
  const stateDir = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const store = await openStore({ stateDir });
  const threads = threadsWhenNeeded(mostThreads());
  try {
    const { policy, documentHash, canonical } = loadPolicy(world.policyText ?? '', 'bench.yaml');
    const reserve: Reserve = {
      policy,
      policyHash: documentHash,
      policyText: canonical,
      world,
      store,
      stateDir,
      mode: 'execute',
      signer: world.developmentKey === null ? null : localSigner(world.developmentKey),
      attesterKey: loadAttesterKey({ file: null, development: world.developmentAttester }),
      attested: [],
      priceSeries: world.priceHistory,
      withProofs: true,
    };
    const helpers = helpersOf(threads);
    let memory: Memory | null = null;
    let log = await loadAttesterLog(store, policy.reserve);
    const totals: number[] = [];
    const bare: number[] = [];
    const stages = new Map<Stage, number>();
    const trips: number[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      if ((await world.advance()) === null) break;
      const before = world.rpc.roundTrips();
      const result = await runCycle({ reserve, memory, log, helpers });
      ({ memory, log } = result);
      trips.push(world.rpc.roundTrips() - before);
      // Acting waits for blocks; the cycle's own time is what is left.
      const spent = Object.entries(result.stageMs) as [Stage, number][];
      for (const [stage, time] of spent) stages.set(stage, (stages.get(stage) ?? 0) + time);
      totals.push(spent.reduce((sum, [stage, time]) => (stage === 'act' ? sum : sum + time), 0));
      bare.push(await bareTrips(world.rpc, 5));
    }
    const [p50, p95, peer] = [quantile(totals, 0.5), quantile(totals, 0.95), quantile(bare, 0.5)];
    const all = [...stages.values()].reduce((sum, time) => sum + time, 0);
    console.log(`${assets} assets, ${totals.length} cycles: p50 ${ms(p50)}, p95 ${ms(p95)} without waiting for blocks`);
    console.log(`  ratio to the bare round trips (${ms(peer)}): ${(p50 / peer).toFixed(1)}`);
    console.log(`  ratio of p95 to a block of 12 s: ${(p95 / BLOCK_MS).toFixed(4)}`);
    console.log(
      `  share ${[...stages].map(([stage, time]) => `${stage} ${((100 * time) / all).toFixed(0)} %`).join(', ')}`,
    );
    console.log(`  round trips a cycle with acting: ${quantile(trips, 0.5)} (p50), ${Math.max(...trips)} (most)`);
  } finally {
    await threads.close();
    await store.close();
    await world.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function benchObserve(assets: 5 | 16 | 50 | 200): Promise<void> {
  const world = await createBenchWorld({ assets, seed: 1 });
  try {
    const { policy, documentHash } = loadPolicy(world.policyText ?? '', 'bench.yaml');
    const times: number[] = [];
    let trips = 0;
    for (let round = 0; round < Math.min(CYCLES, 15); round += 1) {
      await world.advance();
      const before = world.rpc.roundTrips();
      const started = performance.now();
      await observe({
        policy,
        policyHash: documentHash,
        cycle: 1,
        previous: null,
        rpcs: world.rpcs,
        attested: [],
        withProofs: false,
        previousContracts: [],
      });
      times.push(performance.now() - started);
      trips = world.rpc.roundTrips() - before;
    }
    const peer = await bareTrips(world.rpc, trips);
    console.log(
      `${assets} assets, observe only: p50 ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}, ${trips} round trips, ratio to bare trips ${(quantile(times, 0.5) / peer).toFixed(1)}`,
    );
  } finally {
    await world.stop();
  }
}

for (const assets of [5, 16] as const) await benchCycles(assets);
for (const assets of [5, 16, 50, 200] as const) await benchObserve(assets);
