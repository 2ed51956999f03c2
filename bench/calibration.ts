// Are the failure probabilities true? Reserves whose law is known, by our laws and by others, and crises of the price data walked
// forward.
// `--write` replaces docs/reference/failure-calibration.md; `--reserves N` and `--stride DAYS` change how much is looked
// at (N whose coins break at a rate, six tenths of that whose coins break as counted, a tenth of it of each other law). The parts run
// in a process each; the same options give the same page.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { calibrationPage, type CalibrationResult } from './calibration/calibrationPage.ts';
import { EVES, RESERVES } from './calibration/exposedReserves.ts';
import { judgeKnownReserves } from './calibration/judgeKnownReserves.ts';
import { judgeOtherLaws } from './calibration/laws/judgeOtherLaws.ts';
import { OTHER_LAWS } from './calibration/laws/otherLaws.ts';
import { askEvening, eveningsOf, priceReserves, type Evening, type PricedReserve } from './calibration/walkForward.ts';

const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(here));
const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    reserves: { type: 'string', default: '250' },
    stride: { type: 'string', default: '14' },
    part: { type: 'string' },
  },
});
const rated = Number(values.reserves);
// Reserves without a coin would be the same under both laws: fewer are needed of those that hold one.
const sizes = { reserves: { rated, counted: Math.ceil(0.6 * rated) }, truthPaths: 16_384, enginePaths: 4_096 };
const lawSizes = { reserves: Math.ceil(rated / 10), truthPaths: 8_192, enginePaths: 4_096 };
const stride = Number(values.stride);

type Known = Pick<CalibrationResult, 'known'>;
type Laws = Pick<CalibrationResult, 'laws'>;
type Real = Pick<CalibrationResult, 'ordinary' | 'eves' | 'silent' | 'absent'>;

async function judgeReal(): Promise<Real> {
  const folder = resolve(root, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');
  const priced = existsSync(folder) ? priceReserves(folder, RESERVES) : [];
  const silent: string[] = [];
  const [ordinary, eves]: [Evening[], Evening[]] = [[], []];
  const ask = async (item: PricedReserve, dates: readonly string[], into: Evening[]): Promise<void> => {
    for (const date of dates) {
      const evening = await askEvening(item, date, sizes.enginePaths);
      if ('why' in evening) silent.push(`${item.reserve.id}: ${evening.why}`);
      else into.push(evening);
    }
  };
  for (const item of priced) {
    await ask(item, eveningsOf(item, stride), ordinary);
    const own = EVES.filter(({ reserveId }) => reserveId === item.reserve.id);
    await ask(
      item,
      own.map(({ date }) => date),
      eves,
    );
    console.error(`${item.reserve.id} walked forward`);
  }
  const absent = RESERVES.filter(({ id }) => !priced.some(({ reserve }) => reserve.id === id)).map(({ id }) => id);
  return { ordinary, eves, silent, absent };
}

const judgeKnown = async (): Promise<Known> => ({
  known: await judgeKnownReserves(sizes, (done) => {
    if (done % 25 === 0) console.error(`${done} of ${rated + sizes.reserves.counted} known reserves`);
  }),
});

const judgeLaws = async (): Promise<Laws> => ({
  laws: await judgeOtherLaws(lawSizes, (done) => {
    if (done % 25 === 0) console.error(`${done} of ${OTHER_LAWS.length * lawSizes.reserves} reserves of other laws`);
  }),
});

const PARTS = { known: judgeKnown, laws: judgeLaws, real: judgeReal };

/** Runs one part in a process of its own, which prints its answer as JSON. */
function inProcess<T>(part: keyof typeof PARTS): Promise<T> {
  const options = ['--part', part, '--reserves', String(rated), '--stride', String(stride)];
  const child = spawn(process.execPath, [...process.execArgv, here, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done(JSON.parse(Buffer.concat(pieces).toString('utf8')) as T);
      else fail(new RangeError(`the part ${part} ended with ${code}`));
    });
  });
}

async function main(): Promise<void> {
  if (values.part !== undefined) {
    process.stdout.write(JSON.stringify(await PARTS[values.part as keyof typeof PARTS]()));
    return;
  }
  const [known, laws, real] = await Promise.all([
    inProcess<Known>('known'),
    inProcess<Laws>('laws'),
    inProcess<Real>('real'),
  ]);
  const page = calibrationPage({ sizes, lawSizes, stride, ...known, ...laws, ...real });
  if (!values.write) console.log(page);
  else if (real.absent.length === 0) {
    writeFileSync(join(root, 'docs', 'reference', 'failure-calibration.md'), page);
    console.log('wrote docs/reference/failure-calibration.md');
  } else {
    console.error(`not written: no price files for ${real.absent.join(', ')}`);
    process.exitCode = 1;
  }
}

await main();
