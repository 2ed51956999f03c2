import { describe, expect, it } from 'vitest';
import { loadScenario, ScenarioInvalid, type ScenarioIssue } from './loadScenario.ts';
import { DEFAULT_SCENARIO, listScenarios, readScenario, ScenarioNotFound } from './readScenario.ts';
import { SMALL_SCENARIO } from './scenario.fixture.ts';

const issuesOf = (text: string): readonly ScenarioIssue[] => {
  try {
    loadScenario(text, 'bad.yaml');
  } catch (error) {
    if (error instanceof ScenarioInvalid) return error.issues;
    throw error;
  }
  return [];
};
const bend = (from: string, to: string): string => {
  expect(SMALL_SCENARIO).toContain(from);
  return SMALL_SCENARIO.replace(from, to);
};
const lineOf = (part: string): number => SMALL_SCENARIO.slice(0, SMALL_SCENARIO.indexOf(part)).split('\n').length;

describe('broken scenarios', () => {
  it.each([
    ['an unknown key', 'title: A', 'titel: A', 'SCENARIO_UNKNOWN_KEY'],
    ['a missing key', 'id: small\n', '', 'SCENARIO_MISSING_KEY'],
    ['a key twice', 'substeps: 2', 'substeps: 2\nsubsteps: 3', 'SCENARIO_DUPLICATE_KEY'],
    ['broken YAML', 'window: {', 'window: {{', 'SCENARIO_NOT_YAML'],
    ['an alias', 'title: A small scenario', 'title: &a A\nnote: *a', 'SCENARIO_ALIAS'],
    ['another version', 'version: 1', 'version: 2', 'SCENARIO_BAD_VALUE'],
    ['a price of zero', 'price: 0.90', 'price: 0', 'SCENARIO_BAD_NUMBER'],
    ['a negative price', 'price: 0.90', 'price: -0.9', 'SCENARIO_BAD_NUMBER'],
    ['a price with an exponent', 'price: 0.90', 'price: 9e-1', 'SCENARIO_BAD_NUMBER'],
    ['a price that is not a number', 'price: 0.90', 'price: NaN', 'SCENARIO_BAD_NUMBER'],
    ['a share above the whole', 'noise: 1%', 'noise: 101%', 'SCENARIO_BAD_NUMBER'],
    ['a duration without unit', 'resolution: 60s', 'resolution: 60', 'SCENARIO_BAD_DURATION'],
    ['a duration of nothing', 'resolution: 60s', 'resolution: 0s', 'SCENARIO_BAD_DURATION'],
    ['a local time', 'to: 2024-01-02T00:00Z }\nres', 'to: 2024-01-02T00:00 }\nres', 'SCENARIO_BAD_TIME'],
    [
      'a day that does not exist',
      'at: 2024-01-01T06:00Z, source: ours, text',
      'at: 2024-02-31T99:00Z, source: ours, text',
      'SCENARIO_BAD_TIME',
    ],
    ['an unknown origin', 'origin: exchange', 'origin: rumour', 'SCENARIO_BAD_VALUE'],
    ['an empty window', 'to: 2024-01-02T00:00Z }\nres', 'to: 2023-12-31T00:00Z }\nres', 'SCENARIO_EMPTY_WINDOW'],
    [
      'a cadence that starts late',
      '- { from: 2024-01-01T00:00Z, every: 6h }',
      '- { from: 2024-01-01T01:00Z, every: 6h }',
      'SCENARIO_CADENCE',
    ],
    [
      'an anchor without a known source',
      'price: 0.90, source: ours',
      'price: 0.90, source: hearsay',
      'SCENARIO_DANGLING_REFERENCE',
    ],
    ['an unknown asset', 'lending:\n  - { asset: AAA', 'lending:\n  - { asset: BBB', 'SCENARIO_DANGLING_REFERENCE'],
    [
      '"all" where one asset is meant',
      'lending:\n  - { asset: AAA',
      'lending:\n  - { asset: all',
      'SCENARIO_DANGLING_REFERENCE',
    ],
    [
      'anchors that end early',
      '{ at: 2024-01-02T00:00Z, price',
      '{ at: 2024-01-01T23:00Z, price',
      'SCENARIO_ANCHORS_DO_NOT_COVER',
    ],
    ['anchors out of order', 'at: 2024-01-01T06:00Z, price', 'at: 2024-01-03T06:00Z, price', 'SCENARIO_ORDER'],
    ['two points at one time', 'at: 2024-01-01T03:00Z, offset', 'at: 2024-01-01T02:00Z, offset', 'SCENARIO_ORDER'],
    ['an asset twice', 'id: sAAA', 'id: AAA', 'SCENARIO_DUPLICATE_ID'],
    ['a share of itself', 'follows: { asset: AAA', 'follows: { asset: sAAA', 'SCENARIO_FOLLOWS'],
    [
      'redemptions that are taken back',
      'share: 0% }, { at: 2024-01-02T00:00Z, share: 10%',
      'share: 10% }, { at: 2024-01-02T00:00Z, share: 5%',
      'SCENARIO_FLOW',
    ],
    [
      'more redeemed than there is',
      'at: 2024-01-02T00:00Z, share: 10%',
      'at: 2024-01-02T00:00Z, share: 110%',
      'SCENARIO_FLOW',
    ],
    ['a market lent out beyond itself', 'share: 80%', 'share: 100%', 'SCENARIO_SHARE_RANGE'],
    [
      'a grid of millions of steps',
      'from: 2024-01-01T00:00Z, to: 2024',
      'from: 1990-01-01T00:00Z, to: 2024',
      'SCENARIO_TOO_FINE',
    ],
  ])('%s', (_name, from, to, code) => {
    expect(issuesOf(bend(from, to)).map((issue) => issue.code)).toContain(code);
  });
  it.each([
    ['an empty file', '', 'SCENARIO_BAD_VALUE'],
    ['a list', '- 1', 'SCENARIO_BAD_VALUE'],
    ['a huge file', 'x'.repeat(600_000), 'SCENARIO_TOO_LARGE'],
  ])('%s', (_name, text, code) => {
    expect(issuesOf(text).map((issue) => issue.code)).toContain(code);
  });
  it('are reported with line, column, path and remedy, all of them at once', () => {
    const text = bend('price: 0.90', 'price: zero').replace('text: the low', 'txt: the low');
    const issues = issuesOf(text);
    expect(issues.length).toBeGreaterThanOrEqual(2);
    const price = issues.find((issue) => issue.code === 'SCENARIO_BAD_NUMBER');
    expect(price).toMatchObject({ path: 'assets.0.anchors.1.price', line: lineOf('price: 0.90') });
    expect(price?.column).toBe(SMALL_SCENARIO.split('\n')[lineOf('price: 0.90') - 1]!.indexOf('0.90') + 1);
    expect(issues.every((issue) => issue.remedy.length > 0)).toBe(true);
  });
  it('throw one error that names the file', () => {
    expect(() => loadScenario('- 1', 'my.yaml')).toThrow(/my\.yaml:1:1/);
    expect(() => loadScenario('- 1', 'my.yaml')).toThrow(expect.objectContaining({ code: 'SCENARIO_INVALID' }));
  });
});

describe('readScenario', () => {
  it('reads by name or by path, and names what there is', () => {
    expect(readScenario(DEFAULT_SCENARIO).id).toBe(DEFAULT_SCENARIO);
    expect(() => readScenario('nope')).toThrow(ScenarioNotFound);
    expect(() => readScenario('../reserves')).toThrow(ScenarioNotFound);
  });
});

describe.each(listScenarios())('%s', (name) => {
  const scenario = readScenario(name);
  it('is called as its file, says that it is a reconstruction, and covers the core assets', () => {
    expect(scenario.id).toBe(name);
    expect(scenario.reconstruction).toMatch(/reconstruction/i);
    for (const id of ['USDC', 'USDT', 'DAI', 'sDAI', 'WETH', 'WBTC', 'HBR'])
      expect(scenario.assets.map((asset) => asset.id)).toContain(id);
  });
  it('takes the prices of every real asset from public record, and says what is invented', () => {
    const kind = new Map(scenario.sources.map((source) => [source.id, source.kind]));
    for (const asset of scenario.assets) {
      if (asset.id === 'HBR' || asset.follows !== undefined) continue;
      for (const anchor of asset.anchors) expect([asset.id, kind.get(anchor.source)]).toEqual([asset.id, 'record']);
    }
    for (const flow of [scenario.redemptions, scenario.mints]) expect(kind.get(flow.source)).toBe('assumption');
  });
  it('names every source it lists at least once', () => {
    const text = JSON.stringify({ ...scenario, sources: [] });
    for (const source of scenario.sources)
      expect([source.id, text.includes(`"${source.id}"`)]).toEqual([source.id, true]);
  });
  it('tells people something', () => {
    expect(scenario.notes.length).toBeGreaterThan(0);
    for (const note of scenario.notes) {
      expect(note.at).toBeGreaterThanOrEqual(scenario.window.from);
      expect(note.at).toBeLessThanOrEqual(scenario.window.to);
    }
  });
});
