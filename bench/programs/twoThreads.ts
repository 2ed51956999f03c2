// The same paths on one worker thread and on two, threads started and tables copied each time: wall and CPU time, the
// least of several turns, because whatever else the machine does only adds.
import { loadavg } from 'node:os';
import { prepareModel } from '@ballast/core';
import { simulateInWorkers } from '../../packages/ballast/src/engine/simulateInWorkers.ts';
import { cpuSeconds } from '../measure.ts';
import { BOOK, thirtyAssets } from '../thirtyAssets.ts';

const model = prepareModel(thirtyAssets(), BOOK);

/** Wall and CPU seconds. */
async function draw(count: number, workers: number): Promise<readonly [wall: number, cpu: number]> {
  const request = { key: [1, 2], stream: 0, draws: 'independent', from: 0, count, books: [BOOK] } as const;
  const [started, before] = [performance.now(), cpuSeconds()];
  await simulateInWorkers({ kind: 'paths', model, request }, workers);
  return [(performance.now() - started) / 1e3, cpuSeconds() - before];
}

/** The least of each column. */
const least = (turns: readonly (readonly [number, number])[]): { readonly wall: number; readonly cpu: number } => ({
  wall: Math.min(...turns.map(([wall]) => wall)),
  cpu: Math.min(...turns.map(([, cpu]) => cpu)),
});

const answers = [];
for (const [count, turns] of [
  [1_000_000, 5],
  [4_000_000, 3],
] as const) {
  const [one, two]: (readonly [number, number])[][] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    one?.push(await draw(count, 1));
    two?.push(await draw(count, 2));
  }
  answers.push({ count, one: least(one ?? []), two: least(two ?? []), load: loadavg()[0] });
}
console.log(JSON.stringify(answers));
