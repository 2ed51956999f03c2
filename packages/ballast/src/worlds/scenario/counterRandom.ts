import { randomStream, sha256Text, type RandomStream } from '@ballast/core';

/** A stream of its own for each purpose; the label keeps streams of one seed apart. */
export function createRandom(seed: number, label: string): RandomStream {
  const digest = sha256Text(`${seed}/${label}`);
  return randomStream([Number(digest.slice(0, 10)), Number(`0x${digest.slice(10, 18)}`)]);
}
