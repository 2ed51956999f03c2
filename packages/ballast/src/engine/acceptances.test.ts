import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CarriedState, ContractState } from '@ballast/core';
import { AcceptancesUnreadable, carryAcceptances, readAcceptances, writeAcceptances } from './acceptances.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-accepted-'));
const contract = (codeHash: `0x${string}`): ContractState => ({
  subject: 'token:USDC@eip155:1',
  chain: 'eip155:1',
  address: '0x00000000000000000000000000000000000000aa',
  codeHash,
  implementation: null,
  admin: null,
  configuration: null,
  isPaused: null,
  areWeBlocked: null,
});
const identity = (codeHash: `0x${string}`) => ({
  subject: 'token:USDC@eip155:1',
  codeHash,
  implementation: null,
  admin: null,
  configuration: null,
});

describe('acceptances', () => {
  it('refuse a damaged file', () => {
    const dir = folder();
    for (const text of ['', '{', '{}', '[{"reserve":"r"}]', '[{"reserve":1,"contract":{"subject":"x"}}]']) {
      writeFileSync(join(dir, 'accepted.json'), text);
      expect(() => readAcceptances(dir)).toThrow(AcceptancesUnreadable);
    }
  });
  it('survive a restart, and change exactly what was seen, of that reserve alone', () => {
    const dir = folder();
    expect(readAcceptances(dir)).toEqual([]);
    writeAcceptances(dir, [{ reserve: 'r', contract: contract('0x02') }]);
    const kept = readAcceptances(dir);
    const carried = { contracts: [identity('0x01')] } as Pick<CarriedState, 'contracts'> as CarriedState;
    expect(carryAcceptances(carried, kept, 'r').contracts).toEqual([identity('0x02')]);
    expect(carryAcceptances(carried, kept, 'other').contracts).toEqual([identity('0x01')]);
    // Taking it up twice is taking it up once.
    const once = carryAcceptances(carried, kept, 'r');
    expect(carryAcceptances(once, kept, 'r')).toEqual(once);
  });
});
