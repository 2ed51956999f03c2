import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MOST } from './lawBounds.ts';

const source = ['Law', 'OracleRouter', 'Book']
  .map((name) => readFileSync(new URL(`../../../../contracts/src/${name}.sol`, import.meta.url), 'utf8'))
  .join();
const constantOf = (name: string): string =>
  new RegExp(`constant ${name} = ([^;]+);`).exec(source)?.[1] ?? expect.fail(`no contract has ${name}`);

it('holds the bounds that stand in the contract', () => {
  expect(constantOf('MAX_ASSETS')).toBe(String(MOST.assets));
  expect(constantOf('MAX_VENUES')).toBe(String(MOST.venues));
  expect(constantOf('MAX_RISKS')).toBe(String(MOST.risks));
  expect(constantOf('MAX_DECIMALS')).toBe(String(MOST.decimals));
  expect(constantOf('MAX_PRICE_WAD')).toBe(`1e${String(MOST.priceWad).length - 1}`);
  expect(constantOf('MAX_SLIP_BPS')).toBe(String(MOST.slipBps));
  expect(constantOf('MAX_EXIT_SLIP_BPS').replace('_', '')).toBe(String(MOST.exitSlipBps));
  expect(constantOf('MAX_FEE_BPS').replace('_', '')).toBe(String(MOST.feeBps));
  expect(constantOf('MAX_DELAY')).toBe(`${MOST.delaySeconds / 86_400} days`);
});
