import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadPolicy } from './loadPolicy.ts';

const valid = readFileSync(
  fileURLToPath(new URL('../../../../test/corpus/policies/valid.yaml', import.meta.url)),
  'utf8',
);

/** A number between none and all of what stands, as text the field takes. */
type Fraction = number;
const percentBelow = (bpsNow: number, part: Fraction): string => `${Math.floor(bpsNow * part)} bps`;
const percentAbove = (bpsNow: number, part: Fraction): string => `${Math.ceil(bpsNow + (10_000 - bpsNow) * part)} bps`;
const below = (now: number, part: Fraction): string => String(Math.floor(now * part));
const above = (now: number, part: Fraction): string => `${Math.ceil(now * 100 * (1 + part))}%`;

type Edit = (document: unknown, part: Fraction) => unknown;
type Tightening = readonly [name: string, apply: Edit];
type Path = readonly (string | number)[];

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
function change(value: unknown, path: Path, to: (before: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? change(item, rest, to) : item));
  return isMapping(value) ? { ...value, [step]: change(value[step], rest, to) } : value;
}
const set =
  (path: Path, text: (part: Fraction) => string): Edit =>
  (document, part) =>
    change(document, path, () => text(part));
const push =
  (path: Path, entry: (part: Fraction) => Record<string, string>): Edit =>
  (document, part) =>
    change(document, path, (list) => [...(Array.isArray(list) ? list : []), entry(part)]);

const CAPS = [8000, 6000, 0] as const;
const HAIRCUTS = [100, 50, 10_000] as const;

/** Everything that only takes room away from the keeper. */
const TIGHTENINGS: readonly Tightening[] = [
  ...([0, 1, 2] as const).flatMap((index): Tightening[] => [
    [`maxWeight of asset ${index}`, set(['assets', index, 'maxWeight'], (part) => percentBelow(CAPS[index], part))],
    [
      `haircutFloor of asset ${index}`,
      set(['assets', index, 'haircutFloor'], (part) => percentAbove(HAIRCUTS[index], part)),
    ],
    [`eligible of asset ${index}`, set(['assets', index, 'eligible'], () => 'false')],
  ]),
  ['issuerHaircut', set(['assets', 1, 'pricing', 'issuerHaircut'], (part) => percentAbove(50, part))],
  [
    'heartbeat',
    set(['assets', 0, 'pricing', 'sources', 0, 'heartbeat'], (part) => `${Math.max(1, Math.floor(86_400 * part))}s`),
  ],
  ['maxConfidence', set(['assets', 0, 'pricing', 'sources', 2, 'maxConfidence'], (part) => percentBelow(100, part))],
  ['growth cap', set(['assets', 1, 'growthCapPerYear'], (part) => percentBelow(1500, part))],
  ['exit venues', (document) => change(document, ['assets', 0, 'exitVenues'], () => ['pool'])],
  ['entry into the pool', set(['venues', 0, 'entryAllowed'], () => 'false')],
  ['entry into lending', set(['venues', 1, 'entryAllowed'], () => 'false')],
  ['share in lending', set(['venues', 1, 'maxShare'], (part) => percentBelow(2000, part))],
  ['backing', set(['limits', 'minBackingRatio'], (part) => above(1, part))],
  ['backing after haircuts', set(['limits', 'minRiskAdjustedBackingRatio'], (part) => above(0.97, part))],
  ['coverage now', set(['limits', 'liquidity', 0, 'minCoverage'], (part) => percentAbove(2000, part))],
  [
    'coverage by a week',
    push(['limits', 'liquidity'], (part) => ({ horizon: 'week', minCoverage: percentAbove(0, part) })),
  ],
  ['exposure to the issuer', set(['limits', 'exposures', 0, 'maxShare'], (part) => percentBelow(8000, part))],
  [
    'exposure to a venue',
    push(['limits', 'exposures'], (part) => ({ kind: 'venue', id: 'aave', maxShare: percentBelow(10_000, part) })),
  ],
  ['peg deviation', set(['limits', 'maxPegDeviation'], (part) => percentBelow(200, part))],
  ['tail', set(['limits', 'tails', 0, 'maxLoss'], (part) => percentBelow(400, part))],
  [
    'another tail',
    push(['limits', 'tails'], (part) => ({
      measure: 'VaR',
      method: 'historical',
      confidence: '99%',
      horizonDays: '1',
      maxLoss: percentBelow(300, part),
    })),
  ],
  ['loss budget', set(['limits', 'lossPerDay'], (part) => below(100_000, part))],
  ['turnover budget', set(['limits', 'turnoverPerDay'], (part) => below(10_000_000, part))],
  ['slippage', set(['limits', 'maxSlippage'], (part) => percentBelow(30, part))],
  ['exit slippage', set(['limits', 'exitSlippage'], (part) => percentBelow(250, part))],
  ['vault value', set(['limits', 'maxVaultValue'], (part) => below(200_000_000, part))],
  ['mint cap', set(['limits', 'mintCapPerDay'], (part) => below(5_000_000, part))],
  ['drift', set(['execution', 'maxDrift'], (part) => percentBelow(50, part))],
  ['slashable stake', set(['junior', 0, 'slashable'], (part) => percentBelow(3000, part))],
];
const document: unknown = parse(valid, { schema: 'failsafe' });
const accepted = (edited: unknown) => loadPolicy(stringify(edited), 'tighter.yaml').policy;

describe('a policy that only tightens', () => {
  it.each(TIGHTENINGS)('%s, to its end, is accepted', (_name, apply) => {
    for (const part of [0, 1]) expect(accepted(apply(document, part)).reserve).toBe('corpus');
  });
  it('any of them together are accepted, also where no portfolio can meet the result', () => {
    const steps = fc.array(fc.tuple(fc.nat(TIGHTENINGS.length - 1), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (chosen) => {
        const once = [...new Map(chosen)];
        const edited = once.reduce<unknown>((before, [index, part]) => TIGHTENINGS[index]?.[1](before, part), document);
        expect(accepted(edited).reserve).toBe('corpus');
      }),
      { numRuns: 25 },
    );
  });
  it('every cap at zero at once is a law: the reserve can only exit, and assess says so', () => {
    const policy = accepted(TIGHTENINGS.reduce<unknown>((before, [, apply]) => apply(before, 0), document));
    expect(policy.assets.every((asset) => asset.maxWeightBps === 0n && !asset.isEligible)).toBe(true);
  });
});
