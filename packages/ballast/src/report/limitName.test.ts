import { describe, expect, it } from 'vitest';
import { limitName, nameLimits } from './limitName.ts';

describe('limitName', () => {
  it.each([
    ['backing', 'backing at mark'],
    ['backing:riskAdjusted', 'backing after haircuts'],
    ['liquidity:now', 'cash now'],
    ['liquidity:week', 'cash within a week'],
    ['exposure:issuer:circle', 'share with issuer circle'],
    ['exposure:chain:eip155:1', 'share with chain eip155:1'],
    ['weight:max:USDC', 'weight of USDC'],
    ['weight:min:USDC', 'weight of USDC'],
    ['venue:aave-usdc', 'cap of aave-usdc'],
    ['peg:DAI', 'peg deviation of DAI'],
    ['tail:ES:historical:9750:1d', 'ES 97.5 % 1d historical'],
    ['tail:VaR:parametric normal:9900:10d', 'VaR 99 % 10d parametric'],
    ['tail:ES:combined with pegs:9750:1d', 'ES 97.5 % 1d combined+pegs'],
    ['failure:balanceSheet:7d', 'balance-sheet failure within 7d'],
    ['failure:liquidity:1d', 'liquidity failure within 1d'],
    ['budget:loss', "the day's loss"],
    ['budget:turnover', "the day's turnover"],
    ['redemptions:due', 'claims now due'],
    ['floor', 'the price floor'],
    ['SWAP_LOSS_BUDGET', 'SWAP_LOSS_BUDGET'],
  ])('%s is %s', (id, name) => expect(limitName(id)).toBe(name));
});

describe('nameLimits', () => {
  it('names limits where a reason speaks of them, and leaves the rest', () => {
    expect(nameLimits('liquidity:week asks for more cash; exposure:issuer:circle leaves no room.')).toBe(
      'cash within a week asks for more cash; share with issuer circle leaves no room.',
    );
    expect(nameLimits('2 due claims are paid: in order')).toBe('2 due claims are paid: in order');
  });
});
