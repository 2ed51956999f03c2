import { describe, expect, it } from 'vitest';
import type { ContractState } from '../records/snapshot.ts';
import { contractOf, turn } from './assess.fixture.ts';
import { acceptContract, contractAlerts, rememberContracts } from './contractAlerts.ts';

const seen = (change: Partial<ContractState> = {}): ContractState => contractOf('token:usdc', change);
const accepted = rememberContracts([seen()], []);
const codes = (change: Partial<ContractState>): string[] =>
  contractAlerts([seen(change)], accepted).map((alert) => alert.code);

describe('contractAlerts', () => {
  it('reports what cannot be read any more, in one line', () => {
    expect(codes({ codeHash: null })).toEqual(['UNREADABLE']);
    expect(contractAlerts([seen({ codeHash: null, admin: null })], accepted)).toEqual([
      { subject: 'token:usdc', code: 'UNREADABLE', detail: 'code hash, admin cannot be read any more' },
    ]);
  });
  it('reports each part of an identity that changed', () => {
    const other = seen({ codeHash: '0x99', implementation: '0x98', admin: '0x97' });
    expect(codes(other)).toEqual(['ADMIN_CHANGED', 'CODE_CHANGED', 'IMPLEMENTATION_CHANGED']);
    const safe = rememberContracts([seen({ configuration: '2 of 3' })], []);
    expect(contractAlerts([seen({ configuration: '1 of 3' })], safe)).toEqual([
      {
        subject: 'token:usdc',
        code: 'CONFIGURATION_CHANGED',
        detail: 'configuration was 2 of 3 and is 1 of 3',
      },
    ]);
  });
  it('reports a pause and a block as long as they last, even at first sight', () => {
    expect(contractAlerts([seen({ isPaused: true, areWeBlocked: true })], []).map((alert) => alert.code)).toEqual([
      'BLOCKED',
      'PAUSED',
    ]);
  });
  it('says nothing about first sight, no change, or flags nobody can read', () => {
    expect(contractAlerts([seen()], [])).toEqual([]);
    expect(codes({})).toEqual([]);
    expect(codes({ isPaused: null, areWeBlocked: null })).toEqual([]);
  });
  it('is sorted, whatever the order seen', () => {
    const many = [contractOf('b', { isPaused: true }), contractOf('a', { isPaused: true })];
    expect(contractAlerts(many, [])).toEqual(contractAlerts(many.toReversed(), []));
    expect(contractAlerts(many, []).map((alert) => alert.subject)).toEqual(['a', 'b']);
  });
});

describe('rememberContracts', () => {
  it('keeps what was accepted after a change, so that it stays reported', () => {
    const after = rememberContracts([seen({ codeHash: '0x99' })], accepted);
    expect(after).toEqual(accepted);
    expect(contractAlerts([seen({ codeHash: '0x99' })], after).map((alert) => alert.code)).toEqual(['CODE_CHANGED']);
  });
  it('fills what was never read, and keeps what is not seen this time', () => {
    const blind = rememberContracts([seen({ codeHash: null })], []);
    expect(rememberContracts([seen()], blind)).toEqual(accepted);
    expect(rememberContracts([], accepted)).toEqual(accepted);
  });
  it('is sorted by subject, whatever the order seen', () => {
    const many = [contractOf('b'), contractOf('a')];
    expect(rememberContracts(many, []).map((item) => item.subject)).toEqual(['a', 'b']);
    expect(rememberContracts(many.toReversed(), [])).toEqual(rememberContracts(many, []));
  });
});

describe('acceptContract', () => {
  const changed = seen({ codeHash: '0x99' });
  const before = { ...turn().carried, contracts: accepted };
  it('ends the alert of that contract and touches no other', () => {
    const other = contractOf('token:usdt');
    const both = { ...before, contracts: rememberContracts([other], accepted) };
    const moved = [changed, { ...other, admin: '0x98' as const }];
    const after = acceptContract(both, moved, 'token:usdc');
    expect(contractAlerts(moved, both.contracts).map((alert) => alert.subject)).toEqual(['token:usdc', 'token:usdt']);
    expect(contractAlerts(moved, after.contracts).map((alert) => alert.subject)).toEqual(['token:usdt']);
    expect({ ...after, contracts: [] }).toEqual({ ...both, contracts: [] });
  });
  it('changes nothing for a subject that was not seen', () => {
    expect(acceptContract(before, [changed], 'token:dai')).toBe(before);
  });
});

describe('a changed contract in the assessment', () => {
  it('asks for watch in this cycle and the next; a block list for defensive', () => {
    const first = turn({ contracts: [seen()] });
    expect(first.assessment).toMatchObject({ level: 'normal', contractAlerts: [] });
    const world = { contracts: [seen({ implementation: '0x98' })] };
    const second = turn(world, { carried: first.carried });
    expect(second.assessment.level).toBe('watch');
    const third = turn(world, { carried: second.carried });
    expect(third.assessment.contractAlerts.map((alert) => alert.code)).toEqual(['IMPLEMENTATION_CHANGED']);
    const blocked = turn({ contracts: [seen({ areWeBlocked: true })] }, { carried: first.carried });
    expect(blocked.assessment.level).toBe('defensive');
  });
});
