import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '@ballast/core';
import { scenarioFolder } from '../scenario/readScenario.ts';
import { renderReserve, TemplateBroken } from './renderReserve.ts';

const none = new Map<string, string>();

describe('renderReserve', () => {
  it.each([
    ['an unknown name', 'a: {{b}}', /line 1/],
    ['a condition never closed', 'x\n#if a\ny', /line 2/],
    ['an end without a beginning', '#end', /line 1/],
    ['an else without a beginning', 'a\n#else', /line 2/],
  ])('refuses %s, with its line', (_name, template, message) => {
    expect(() => renderReserve(template, none, new Set())).toThrow(TemplateBroken);
    expect(() => renderReserve(template, none, new Set())).toThrow(message);
  });
  it('does not ask for names in lines that are left out', () => {
    expect(renderReserve('#if a\nx: {{nope}}\n#end\ny', none, new Set())).toBe('y');
  });
  it('keeps what its conditions say, one inside another', () => {
    const template = '#if a\n1\n#if b\n2\n#else\n3\n#end\n#else\n4\n#end\n5';
    const lines = (...names: string[]): string => renderReserve(template, none, new Set(names)).replaceAll('\n', ' ');
    expect([lines('a', 'b'), lines('a'), lines('b'), lines()]).toEqual(['1 2 5', '1 3 5', '4 5', '4 5']);
  });
  it('leaves ordinary comments and mappings alone', () => {
    const text = '# a comment\n#ifs and buts\nx: { a: 1 }';
    expect(renderReserve(text, none, new Set())).toBe(text);
  });
});

describe('the Harbor template', () => {
  const template = readFileSync(join(scenarioFolder(), 'reserves', 'harbor.policy.yaml'), 'utf8');
  const names = [...new Set([...template.matchAll(/\{\{([\w.]+)\}\}/g)].map((match) => match[1] ?? ''))];
  const render = (...conditions: string[]): string => {
    const base = conditions.includes('usdc') ? 'USDC' : 'USDT';
    const fixed: Readonly<Record<string, string>> = { chain: 'eip155:31337', base, effective: '2023-01-01' };
    const values = names.map((name, index): [string, string] => {
      const isId = name.startsWith('pyth.') || name === 'attester';
      const hex = `0x${(index + 1).toString(16).padStart(isId ? 64 : 40, '0')}`;
      return [name, fixed[name] ?? (name.startsWith('fee.') ? '100' : hex)];
    });
    return renderReserve(template, new Map(values), new Set(conditions));
  };
  it.each([['usdc'], ['usd'], ['usdc', 'ust'], ['usd', 'ust']])('is a valid policy for %s %s', (...conditions) => {
    const { policy } = loadPolicy(render(...conditions), 'harbor.policy.yaml');
    const [liability] = policy.liabilities;
    expect(liability).toMatchObject(
      conditions.includes('usdc')
        ? { payoutAsset: 'USDC', owed: 'payoutAsset' }
        : { payoutAsset: 'USDT', owed: 'numeraire' },
    );
    expect(policy.assets.some((asset) => asset.id === 'UST')).toBe(conditions.includes('ust'));
    expect(policy.assets.find((asset) => asset.isBase)?.id).toBe(liability?.payoutAsset);
  });
  it('gives every traded asset three origins or more, two of them feeds of the vault', () => {
    const { policy } = loadPolicy(render('usdc', 'ust'), 'harbor.policy.yaml');
    for (const asset of policy.assets.filter((item) => item.isEligible)) {
      expect(new Set(asset.pricing.sources.map((source) => source.origin)).size).toBeGreaterThanOrEqual(4);
      expect(asset.pricing.sources.filter((source) => source.venue === 'chainlink')).toHaveLength(2);
    }
  });
  it('counts the governance token for nothing', () => {
    const { policy } = loadPolicy(render('usd'), 'harbor.policy.yaml');
    expect(policy.assets.find((asset) => asset.id === 'HBR')).toMatchObject({ isEndogenous: true, isEligible: false });
  });
  it.each(['usdc', 'usd'])('leaves room in its base for every other dollar (%s)', (owed) => {
    const { policy } = loadPolicy(render(owed), 'harbor.policy.yaml');
    const stays = policy.assets.filter((asset) => asset.isBase || asset.class === 'crypto');
    expect(stays.reduce<bigint>((sum, asset) => sum + asset.maxWeightBps, 0n)).toBeGreaterThanOrEqual(10_000n);
  });
});
