// Peers of the kernel on the same question in the same run: numpy, scipy, QuantLib, and the limit, C compiled for this
// machine. What is not installed is named and passed over. Each answer is held against our sharpest estimate.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choleskyFactor, prepareModel, type TailEstimate } from '@ballast/core';
import { column } from './measure.ts';
import type { TailTimes } from './tails.ts';
import { WAYS } from './tailWays.ts';
import { BOOK, MILLION, thirtyAssets } from './thirtyAssets.ts';

export const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
/** Exact margins take a minute a million: a twentieth says as much. */
const EXACT_PATHS = MILLION / 20;
const WIDTH = 54;

/** What a peer prints as JSON: CPU seconds, peak memory, and its answers. */
export type Answer = Readonly<Record<string, number>> & { readonly seconds: number };

/** A peer's answer, or null with a line that says why there is none. */
export function ask(name: string, command: string, argv: readonly string[], input: string | Buffer): Answer | null {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { input, maxBuffer: 1e8 });
  if (status === 0) return JSON.parse(stdout.toString()) as Answer;
  const said = error?.message ?? stderr.toString().trim().split('\n').at(-1) ?? '';
  const isMissing = /ENOENT|ModuleNotFoundError|there is no package/.test(said);
  console.log(`${name.padEnd(WIDTH)}${isMissing ? 'not installed' : 'failed'}: ${said}`);
  return null;
}

/** One line: CPU seconds, ratio, memory, and words. */
export const show = (name: string, seconds: number, unit: number, mebibytes: number, text: string): void =>
  console.log(
    `${name.padEnd(WIDTH)}${column(seconds, 4, 9)}${column(seconds / unit, 3, 9)}${column(mebibytes, 0, 6)}  ${text}`,
  );

/** Standard errors between a peer's ES and our sharpest one; beyond four they do not answer the same question. */
function compare(answer: Answer, paths: number, [plain, sharp]: readonly [TailEstimate, TailEstimate]): string {
  const scale = Math.sqrt(plain.paths / paths);
  const apart = (own: number, ownError: number, their: number, error: number): number =>
    (their - own) / Math.sqrt(ownError ** 2 + (scale * error) ** 2);
  const [level, shortfall] = [answer['VaR'] ?? Number.NaN, answer['ES'] ?? Number.NaN];
  const gaps = [
    apart(sharp.valueAtRisk, sharp.valueAtRiskError, level, plain.valueAtRiskError),
    apart(sharp.expectedShortfall, sharp.expectedShortfallError, shortfall, plain.expectedShortfallError),
  ];
  const agrees = gaps.every((gap) => Math.abs(gap) < 4);
  if (!agrees) process.exitCode = 1;
  const words = `${gaps.map((gap) => gap.toFixed(1)).join(' and ')} s.e. from ours${agrees ? '' : ': NOT THE SAME ANSWER'}`;
  return `${level.toFixed(6)} ${shortfall.toFixed(6)}, ${words}`;
}

/** All peers of the tails; `unit` is the calibration loop in seconds. */
export function benchPeers(tails: TailTimes, unit: number): void {
  const [plain, sharp] = ['kernel, independent', 'kernel, lattice + importance'].map(
    (wanted) => tails.estimates[WAYS.findIndex(({ name }) => name === wanted)],
  );
  if (plain === undefined || sharp === undefined) throw new RangeError('the ways of comparison are gone');
  console.log(`\n${`peers, a million paths`.padEnd(WIDTH)}    CPU s    ratio   MiB  VaR and ES`);
  const row = (name: string, answer: Answer | null, paths = MILLION): void => {
    if (answer === null) return;
    const text = compare(answer, paths, [plain, sharp]);
    show(name, (answer.seconds * MILLION) / paths, unit, answer['peakMiB'] ?? Number.NaN, text);
  };
  const model = thirtyAssets();
  const laws = model.margins.flatMap((margin) => (margin.kind === 'studentT' ? [margin] : []));
  const question = (paths: number): string =>
    JSON.stringify({
      factor: choleskyFactor(model.correlation),
      degrees: laws.map(({ nu }) => nu),
      scale: laws.map(({ scale }) => scale),
      nu: 5,
      paths,
    });
  const python = (name: string, command: string, ways: readonly string[], paths = MILLION): void =>
    row(name, ask(name, command, [join(PEERS, 'tCopula.py'), ...ways], question(paths)), paths);
  for (const [label, command] of pythons()) {
    python(`numpy, margins by table (${label})`, command, ['table']);
    python(`scipy, exact margins, of a twentieth (${label})`, command, ['exact'], EXACT_PATHS);
  }
  python('QuantLib draws and judges, numpy joins', '/usr/bin/python3', ['quantlib']);
  inC(row);
}

/** The Python on the path and, if it is another one, that of the distribution, each with its numpy. */
function pythons(): [label: string, command: string][] {
  const seen = new Map<string, string>();
  for (const command of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(command, ['-c', 'import numpy; print(numpy.__version__)'], {
      encoding: 'utf8',
    });
    const label = status === 0 ? `numpy ${stdout.trim()}` : 'no numpy';
    if (!seen.has(label)) seen.set(label, command);
  }
  if (seen.size > 1) seen.delete('no numpy');
  return [...seen];
}

const COMPILED: readonly (readonly [name: string, ...flags: string[]])[] = [
  ['C, doubles, vectors of the machine', '-DREAL_BITS=64'],
  ['C, floats, vectors of the machine', '-DREAL_BITS=32'],
  ['C, doubles, 128 bits, unfused, as WebAssembly', '-DREAL_BITS=64', '-DWIDTH=16', '-ffp-contract=off'],
  ['C, floats, 128 bits, unfused, as WebAssembly', '-DREAL_BITS=32', '-DWIDTH=16', '-ffp-contract=off'],
];

/** The same tables in C: what the machine could do with nothing to be reproduced. */
function inC(row: (name: string, answer: Answer | null) => void): void {
  const { factor, normal, mixing } = prepareModel(thirtyAssets(), BOOK);
  const [first] = factor;
  const padded = factor.flatMap(({ row: line }) => [...line, ...BOOK.slice(line.length).map(() => 0)]);
  const margins = factor.flatMap(({ margin }) => [margin.limit, ...margin.cells]);
  const sizes = [BOOK.length, MILLION, (first?.margin.cells.length ?? 0) / 4];
  const numbers = Float64Array.from([...sizes, ...padded, ...BOOK, ...normal, ...(mixing[0] ?? []), ...margins]);
  const build = mkdtempSync(join(tmpdir(), 'ballast-peers-'));
  try {
    for (const [name, ...flags] of COMPILED) {
      const binary = join(build, 'tCopula');
      const fixed = [
        '-O3',
        '-march=native',
        '-ffast-math',
        '-Wno-psabi',
        '-o',
        binary,
        join(PEERS, 'tCopula.c'),
        '-lm',
      ];
      const { status, stderr, error } = spawnSync('gcc', [...flags, ...fixed], { encoding: 'utf8' });
      if (status === 0) row(name, ask(name, binary, [], Buffer.from(numbers.buffer)));
      else console.log(`${name.padEnd(WIDTH)}not compiled: ${error?.message ?? stderr.trim().split('\n')[0] ?? ''}`);
    }
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}
