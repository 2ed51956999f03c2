// Wall time of the same paths on one worker thread and on two, threads started and tables copied each time; the least
// of several turns, because whatever else the machine does only adds.
import { prepareModel } from '@ballast/core';
import { simulateInWorkers } from '../../packages/ballast/src/engine/simulateInWorkers.ts';
import { BOOK, thirtyAssets } from '../thirtyAssets.ts';

const model = prepareModel(thirtyAssets(), BOOK);

async function wall(count: number, workers: number): Promise<number> {
  const request = { key: [1, 2], stream: 0, draws: 'independent', from: 0, count, books: [BOOK] } as const;
  const started = performance.now();
  await simulateInWorkers({ kind: 'paths', model, request }, workers);
  return (performance.now() - started) / 1e3;
}

const answers = [];
for (const [count, turns] of [
  [1_000_000, 5],
  [4_000_000, 3],
] as const) {
  let [one, two] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < turns; turn += 1) {
    one = Math.min(one, await wall(count, 1));
    two = Math.min(two, await wall(count, 2));
  }
  answers.push({ count, one, two });
}
console.log(JSON.stringify(answers));
