// Peers of the kernel and of the GARCH fit, on the same question in the same run: numpy, plain C compiled for this
// machine, fGarch of R. What is not installed is skipped with a line that says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  choleskyFactor,
  fitGarch,
  randomStream,
  studentTCumulative,
  studentTQuantile,
  type ReturnModel,
} from '@ballast/core';

const folder = fileURLToPath(new URL('./peers/', import.meta.url));
const [NODES, SPAN] = [4_001, 6.5];

interface Answer {
  readonly seconds: number;
  readonly text: string;
}

/** What a peer prints, or null with a line that says why it was skipped. */
function ask(name: string, command: string, argv: readonly string[], input: string): Answer | null {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { input, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) {
    const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    console.log(`${name.padEnd(34)}skipped: ${why}`);
    return null;
  }
  const { seconds, ...rest } = JSON.parse(stdout) as { seconds: number } & Record<string, number>;
  return {
    seconds,
    text: Object.entries(rest)
      .map(([key, value]) => `${key} ${value.toFixed(6)}`)
      .join(', '),
  };
}

const show = (name: string, answer: Answer | null, unit: number): void => {
  if (answer === null) return;
  const figures = `${answer.seconds.toFixed(3).padStart(8)}${(answer.seconds / unit).toFixed(3).padStart(9)}`;
  console.log(`${name.padEnd(34)}${figures}  ${answer.text}`);
};

/** numpy and C on a model of t margins; `unit` is the calibration loop in seconds. */
export function benchPeers({ correlation, margins }: ReturnModel, nu: number, paths: number, unit: number): void {
  const factor = choleskyFactor(correlation);
  const laws = margins.map((margin) => {
    if (margin.kind !== 'studentT') throw new RangeError('the peers know t margins only');
    return margin;
  });
  const question = { factor, degrees: laws.map((law) => law.nu), scale: laws.map((law) => law.scale), nu, paths };
  show(
    'numpy, margins by table',
    ask('numpy, margins by table', 'python3', [join(folder, 'tCopula.py')], JSON.stringify(question)),
    unit,
  );
  const build = mkdtempSync(join(tmpdir(), 'ballast-peers-'));
  try {
    const binary = join(build, 'tCopula');
    const argv = ['-O3', '-march=native', '-ffast-math', '-o', binary, join(folder, 'tCopula.c'), '-lm'];
    const { status, error } = spawnSync('gcc', argv, { encoding: 'utf8' });
    if (status !== 0)
      console.log(`${'C, gcc -O3 -march=native'.padEnd(34)}skipped: ${error?.message ?? 'it does not compile'}`);
    else {
      const nodes = Array.from({ length: NODES }, (_, i) => Math.sinh(-SPAN + (2 * SPAN * i) / (NODES - 1)));
      const chances = nodes.map((x) => studentTCumulative(x, nu)).map((p) => Math.min(1 - 1e-16, Math.max(1e-300, p)));
      const tables = laws.map((law) =>
        chances.map((p) => Math.expm1(Math.min(700, law.scale * studentTQuantile(p, law.nu)))),
      );
      const input = [[margins.length, paths, nu], ...factor, ...tables].map((row) => row.join(' ')).join('\n');
      show('C, gcc -O3 -march=native', ask('C', binary, [], input), unit);
    }
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}

/** 2,500 returns in per cent, of a GARCH of our own making, fitted by us and by fGarch. */
export function benchFit(unit: number): void {
  const { normal } = randomStream([25, 0]);
  let [variance, last] = [4, 0];
  const returns = Array.from({ length: 2_500 }, (_, i) => {
    variance = 0.1 + 0.08 * last * last + 0.9 * variance;
    // A t of five degrees and variance one: a normal over the root of a mean of five squares, scaled.
    const squares = [1, 2, 3, 4, 5].reduce((sum, k) => sum + normal(10_000 * k + i) ** 2, 0);
    last = Math.sqrt(variance) * normal(i) * Math.sqrt(5 / squares) * Math.sqrt(3 / 5);
    return last;
  });
  const spec = { variance: 'garch', innovation: 'studentT', start: 'sampleVariance' } as const;
  fitGarch(returns, spec);
  const before = process.cpuUsage();
  const fits = Array.from({ length: 20 }, () => fitGarch(returns, spec));
  const { user, system } = process.cpuUsage(before);
  const text = `logLikelihood ${fits[0]?.logLikelihood.toFixed(6) ?? ''}`;
  show('GARCH-t on 2,500 returns, ours', { seconds: (user + system) / 20e6, text }, unit);
  show('the same, fGarch', ask('the same, fGarch', 'Rscript', [join(folder, 'garch.R')], returns.join('\n')), unit);
}
