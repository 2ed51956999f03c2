import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCycles, importsOf, roomOf, root, sourceFiles } from './importGraph.ts';

// Who may import whom, as HACKING.md states it. A room missing here fails the test.
const CORE: Readonly<Record<string, readonly string[]>> = {
  units: [],
  records: ['units'],
  quant: ['units'],
  policy: ['records', 'units'],
  markets: ['policy', 'quant', 'records', 'units'],
  guard: ['policy', 'quant', 'records', 'units'],
  value: ['markets', 'guard', 'policy', 'quant', 'records', 'units'],
  assess: ['markets', 'guard', 'policy', 'quant', 'records', 'units'],
  decide: ['markets', 'guard', 'policy', 'quant', 'records', 'units'],
  replay: ['value', 'assess', 'decide', 'markets', 'guard', 'policy', 'quant', 'records', 'units'],
};
// The shelves of quant, as ARCHITECTURE.md has them: each imports only those it is given here.
const SHELVES: Readonly<Record<string, readonly string[]>> = {
  numbers: [],
  algebra: ['numbers'],
  distributions: ['algebra', 'numbers'],
  volatility: ['distributions', 'algebra', 'numbers'],
  dependence: ['distributions', 'algebra', 'numbers'],
  tails: ['volatility', 'distributions', 'algebra', 'numbers'],
  evaluation: ['distributions', 'algebra', 'numbers'],
  pegs: ['tails', 'distributions', 'numbers'],
  simulation: ['pegs', 'tails', 'volatility', 'distributions', 'algebra', 'numbers'],
  portfolios: ['distributions', 'algebra', 'numbers'],
  failures: ['distributions', 'algebra', 'numbers'],
  exits: ['numbers'],
  networks: ['algebra', 'numbers'],
};
const BELOW_ENGINE = ['observe', 'act', 'attest', 'store', 'history', 'worlds', 'venues'];
const PROGRAM: Readonly<Record<string, readonly string[]>> = {
  venues: [],
  store: [],
  history: [],
  observe: ['venues', 'store'],
  act: ['venues', 'store'],
  attest: ['venues', 'store'],
  worlds: ['venues', 'history'],
  engine: BELOW_ENGINE,
  report: [],
  config: [],
  cli: [...BELOW_ENGINE, 'engine', 'report', 'config'],
};
const CORE_PACKAGES = ['zod', 'yaml', '@noble/', '@ethereumjs/rlp'];

const coreFiles = sourceFiles('packages/core/src');
const programFiles = sourceFiles('packages/ballast/src');

describe('import graph', () => {
  it('core rooms import only the rooms below them', () => {
    const broken = coreFiles.flatMap(importsOf).flatMap(({ from, to }) => {
      const room = roomOf(from).replace('core/', '');
      if (room === 'index') return [];
      const allowed = CORE[room];
      if (allowed === undefined) return [`${from}: room "${room}" is not listed`];
      if (!to.startsWith('packages/')) {
        return CORE_PACKAGES.some((name) => to.startsWith(name)) ? [] : [`${from} → ${to}`];
      }
      const target = roomOf(to).replace('core/', '');
      return target === room || allowed.includes(target) ? [] : [`${from} → ${to}`];
    });
    expect(broken).toEqual([]);
  });

  it('shelves of quant import only the shelves they stand on', () => {
    const quant = 'packages/core/src/quant/';
    const shelfOf = (file: string): string => file.slice(quant.length).split('/')[0] ?? '';
    const broken = coreFiles
      .filter((file) => file.startsWith(quant))
      .flatMap(importsOf)
      .flatMap(({ from, to }) => {
        const allowed = SHELVES[shelfOf(from)];
        if (allowed === undefined) return [`${from}: shelf "${shelfOf(from)}" is not listed`];
        if (!to.startsWith(quant)) return [];
        return shelfOf(to) === shelfOf(from) || allowed.includes(shelfOf(to)) ? [] : [`${from} → ${to}`];
      });
    expect(broken).toEqual([]);
  });

  it('program rooms import only the rooms below them, and core through its index', () => {
    const broken = programFiles.flatMap(importsOf).flatMap(({ from, to }) => {
      const room = roomOf(from).replace('ballast/', '');
      if (to.startsWith('packages/core')) return [`${from} → ${to} (use @ballast/core)`];
      if (room === 'index' || !to.startsWith('packages/')) return [];
      const allowed = PROGRAM[room];
      if (allowed === undefined) return [`${from}: room "${room}" is not listed`];
      const target = roomOf(to).replace('ballast/', '');
      return target === room || allowed.includes(target) ? [] : [`${from} → ${to}`];
    });
    expect(broken).toEqual([]);
  });

  it('has no circular import', () => {
    const relative = [...coreFiles, ...programFiles].flatMap(importsOf).filter(({ to }) => to.startsWith('packages/'));
    expect(findCycles(relative).map((chain) => chain.join(' → '))).toEqual([]);
  });

  it('sees a cycle when there is one', () => {
    expect(
      findCycles([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ]),
    ).toHaveLength(1);
  });
});

// What may not stand in core: it would make a replay depend on something outside its arguments.
const IMPURE: readonly (readonly [string, RegExp])[] = [
  ['wall clock', /\bDate\b|\bperformance\b|\bsetTimeout\b|\bsetInterval\b/],
  ['process or environment', /\bprocess\b|\bglobalThis\b|\brequire\(/],
  ['network', /\bfetch\b|\bWebSocket\b/],
  ['asynchrony', /\basync\b|\bawait\b|\bPromise\b/],
  ['randomness', /\bMath\.random\b|\bcrypto\b/],
  ['engine-dependent mathematics', /\bMath\.(?!abs|ceil|floor|max|min|round|sign|sqrt|trunc|fround|imul|clz32)\w+/],
  ['power operator on floats', /\*\*/],
  ['locale', /\btoLocale\w*|\blocaleCompare\b|\bIntl\b/],
];

const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\$]|\\.)*`/g, '``');

describe('core is pure', () => {
  it.each(IMPURE)('has no %s', (_name, pattern) => {
    const broken = coreFiles.filter((file) => {
      const text = withoutComments(readFileSync(join(root, file), 'utf8'));
      // Exact integers may use ** on literals such as 10n ** 18n; floats may not.
      return pattern.test(text.replace(/\d+n \*\* \w+/g, ''));
    });
    expect(broken).toEqual([]);
  });

  it('every source file of core is reachable from its index or another file', () => {
    const imported = new Set(coreFiles.flatMap(importsOf).map(({ to }) => to));
    expect(coreFiles.filter((file) => !imported.has(file) && !file.endsWith('src/index.ts'))).toEqual([]);
  });
});
