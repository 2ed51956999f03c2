import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { PriceObservation } from '../records/snapshot.ts';
import { dropReason, droppedVerdict, isLive, STALE_SLACK_SECONDS, verdictOf, type Answer } from './answer.ts';
import { sourceOf } from '../policy/policy.fixture.ts';
import { NOW, observe } from './value.fixture.ts';

const source = sourceOf('A', { heartbeatSeconds: 3600, minPriceWad: parseWad('0.5'), maxPriceWad: parseWad('2') });
const drop = (more: Partial<PriceObservation>, price: string | null = '1'): string =>
  dropReason(observe('A', price, more), source, NOW);

describe('dropReason', () => {
  it.each<[string, string, Partial<PriceObservation>, string | null]>([
    ['no answer', 'UNKNOWN', {}, null],
    ['no time', 'UNKNOWN', { updatedAtSeconds: null }, '1'],
    ['zero', 'NON_POSITIVE', {}, '0'],
    ['negative', 'NON_POSITIVE', {}, '-1'],
    ['61 s ahead of the block', 'FUTURE', { updatedAtSeconds: NOW + 61 }, '1'],
    ['one second beyond heartbeat and slack', 'STALE', { updatedAtSeconds: NOW - 3600 - STALE_SLACK_SECONDS - 1 }, '1'],
    ['at its own bound', 'CLAMPED', { isClamped: true }, '1'],
    ['sequencer down', 'SEQUENCER', { sequencer: 'down' }, '1'],
    ['sequencer in its grace hour', 'SEQUENCER', { sequencer: 'grace' }, '1'],
    ['confidence above 1 %', 'CONFIDENCE_WIDE', { confidenceWad: parseWad('0.010000000000000001') }, '1'],
    ['negative confidence', 'CONFIDENCE_WIDE', { confidenceWad: parseWad('-0.001') }, '1'],
    ['below the hard bound', 'OUT_OF_BOUNDS', {}, '0.499999999999999999'],
    ['above the hard bound', 'OUT_OF_BOUNDS', {}, '2.000000000000000001'],
  ])('%s is %s', (_what, code, more, price) => {
    expect(drop(more, price)).toBe(code);
  });
  it.each<[string, Partial<PriceObservation>, string]>([
    ['60 s ahead', { updatedAtSeconds: NOW + 60 }, '1'],
    ['exactly at heartbeat and slack', { updatedAtSeconds: NOW - 3600 - STALE_SLACK_SECONDS }, '1'],
    ['exactly at the confidence bound', { confidenceWad: parseWad('0.01') }, '1'],
    ['sequencer up', { sequencer: 'up' }, '1'],
    ['at the lower bound', {}, '0.5'],
    ['at the upper bound', {}, '2'],
  ])('%s counts', (_what, more, price) => {
    expect(drop(more, price)).toBe('');
  });
  it('an older answer never counts where a newer one of the same price does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), (a, b) => {
        const [young, old] = [Math.min(a, b), Math.max(a, b)];
        if (drop({ updatedAtSeconds: NOW - young }) !== '') expect(drop({ updatedAtSeconds: NOW - old })).not.toBe('');
      }),
    );
  });
});

describe('isLive and the words for answers', () => {
  const answer: Answer = {
    sourceId: 's',
    origin: 'o',
    priceWad: wad(1n),
    ageSeconds: 0,
    weightBps: bps(1),
    drop: '',
  };
  it('needs a price, a vote and no reason against it', () => {
    expect(isLive(answer)).toBe(true);
    expect(isLive({ ...answer, priceWad: null })).toBe(false);
    expect(isLive({ ...answer, weightBps: bps(0) })).toBe(false);
    expect(isLive({ ...answer, drop: 'STALE' })).toBe(false);
  });
  it('a dropped answer always says why', () => {
    expect(droppedVerdict({ ...answer, priceWad: null })).toMatchObject({ verdict: 'dropped', code: 'UNKNOWN' });
    expect(droppedVerdict({ ...answer, drop: 'STALE' }).code).toBe('STALE');
    expect(verdictOf(answer, 'inlier', '')).toMatchObject({ sourceId: 's', origin: 'o', verdict: 'inlier', code: '' });
  });
});
