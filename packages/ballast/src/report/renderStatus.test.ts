import { describe, expect, it } from 'vitest';
import { parseWad, raw, type FailureFigure } from '@ballast/core';
import { plainPaint } from './paint.ts';
import { renderStatus, type ReserveStatus, type StatusView } from './renderStatus.ts';

const now = 1_700_000_000;
const reserve: ReserveStatus = {
  reserve: 'harbor',
  last: { cycle: 12, asOfSeconds: now - 240, level: 'watch', state: 'complete', figures: null },
  stops: [],
  inFlight: [],
  auctions: null,
  nextSeconds: now + 60,
};
const view = (patch: Partial<StatusView>, own: Partial<ReserveStatus> = {}): StatusView => ({
  schema: 'ballast/status/1',
  nowSeconds: now,
  world: 'live',
  mode: 'execute',
  stateDir: '/var/lib/ballast',
  owner: null,
  areStopsDamaged: false,
  reserves: [{ ...reserve, ...own }],
  ...patch,
});
const text = (patch: Partial<StatusView>, own: Partial<ReserveStatus> = {}): string =>
  renderStatus(view(patch, own), plainPaint);

describe('renderStatus', () => {
  it('tells the last cycle, its age, and the next one', () => {
    expect(text({})).toContain('harbor  ◆ watch');
    expect(text({})).toContain('12, as of 2023-11-14T22:09:20Z, 4 min ago');
    expect(text({})).toMatch(/next cycle +2023-11-14T22:14:20Z\n/);
  });
  it('shows backing, and how likely it fails where the law asks', () => {
    const figures = {
      backingWad: parseWad('1.05'),
      riskAdjustedWad: parseWad('0.99'),
      failures: [
        { failure: 'balance sheet' as const, horizonDays: 7, lowWad: parseWad('0.003'), highWad: parseWad('0.011') },
        { failure: 'regulatory' as const, horizonDays: 7, lowWad: null, highWad: null },
      ] as unknown as readonly FailureFigure[],
      risk: null,
    };
    const shown = text({}, { last: { cycle: 12, asOfSeconds: now, level: 'normal', state: 'complete', figures } });
    expect(shown).toMatch(/backing +105.00 %, 99.00 % after haircuts\n/);
    expect(shown).toMatch(/failure +balance sheet, within 7 d: 0.300 – 1.100 %\n/);
    expect(shown).not.toContain('regulatory');
  });
  it('shows auctions that run: the pair, what is left, the price now and the time left', () => {
    const running = [
      {
        soldAssetId: 'DAI',
        boughtAssetId: 'USD',
        isExit: true,
        startedAtSeconds: now - 600,
        endsAtSeconds: now + 3_000,
        leftRaw: raw(1_250n * 10n ** 18n),
        soldDecimals: 18,
        priceRaw: raw(1_225_125_001n),
        boughtDecimals: 6,
      },
    ];
    const lines = (auctions: ReserveStatus['auctions']): string => text({}, { auctions }).replace(/\s+/g, ' ');
    expect(lines({ running, why: '' })).toContain(
      'auctions DAI for USD, an exit: 1,250 DAI left, at 0.9801 USD each now, over in 50 min',
    );
    const silent = running.map((item) => ({ ...item, isExit: false, priceRaw: null }));
    expect(lines({ running: silent, why: '' })).toContain('DAI for USD: 1,250 DAI left, no price now, over in 50 min');
    expect(lines({ running: [], why: '' })).toContain('auctions none');
    expect(lines({ running: null, why: 'the node hung up' })).toContain('could not be read: the node hung up');
    expect(text({})).not.toContain('auctions');
    for (const line of text({}, { auctions: { running, why: '' } }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });
  it('says when the loop is late, by how much, and what to look at', () => {
    expect(text({}, { nextSeconds: now - 600 })).toContain('late by 10 min: is `ballast run` up?');
  });
  it('shows stops with their reason, and actions under way with their transaction', () => {
    const shown = text(
      {},
      {
        stops: [{ kind: 'hold', reason: 'auditor on site '.repeat(8), atSeconds: now }],
        inFlight: [{ cycle: 12, index: 0, state: 'sent', transactionHash: `0x${'ab'.repeat(32)}` }],
      },
    );
    expect(shown).toContain('■ hold since 2023-11-14T22:13:20Z: auditor on site');
    expect(shown).toContain('action 1 of cycle 12, sent');
    expect(shown).not.toMatch(/^.{81,}$/m);
  });
  it('a damaged list of stops, an unfinished cycle and an owned store are not passed over', () => {
    const shown = text(
      { areStopsDamaged: true, owner: 'db is in use by process 7' },
      { inFlight: null, last: { cycle: 13, asOfSeconds: now, level: 'normal', state: 'decided', figures: null } },
    );
    expect(shown).toContain('the list of stops is damaged');
    expect(shown).toContain('decided and not finished');
    expect(shown).toContain('db is in use by process 7');
    expect(shown).toContain('known to the process that owns the store');
  });
  it('before anything ran, says what to run', () => {
    expect(text({ reserves: [] })).toContain('run `ballast demo`');
    expect(text({}, { last: null, nextSeconds: null })).toContain('none yet');
  });
});
