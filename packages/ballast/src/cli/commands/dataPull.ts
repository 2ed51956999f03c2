import { join, resolve } from 'node:path';
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { readSecret, resolveReference } from '../../config/secrets.ts';
import { parseTime } from '../../history/parseTime.ts';
import type { ChainProvenance } from '../../history/chains/chainFile.ts';
import { pullChain, type ChainSource } from '../../history/pull/pullChain.ts';
import { pullSeries, type Pulled, type PullOptions } from '../../history/pull/pullSeries.ts';
import type { PullSource } from '../../history/pull/pullSource.ts';
import type { SourceRequest } from '../../history/pull/sources/sourceRequest.ts';
import { SOURCES } from '../../history/pull/sources/sources.ts';
import { writeChains, writeSeries, type Written } from '../../history/writeSeries.ts';
import { breakLines } from '../../report/paint.ts';
import { csvTable, markdownTable, textTable } from '../../report/table.ts';
import { CSV, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { assetName, lengthArgument } from '../hintFlags.ts';
import { PROGRAM_VERSION } from '../programVersion.ts';
import type { Runner, Session } from '../session.ts';
import { shortPath } from '../shortPath.ts';
import { refusalText, writtenTable } from './dataImport.ts';

interface PullFlags {
  readonly out: string;
  readonly from?: number;
  readonly interval?: string;
  readonly period?: number;
  readonly symbol?: string;
  readonly quote?: string;
  readonly base?: string;
  readonly pause?: number;
}

export function registerDataPull(data: Command, run: Runner): void {
  data
    .command('pull')
    .addArgument(new Argument('<source>', 'the service').choices(Object.keys(SOURCES)))
    .argument('<what>', 'what of it, see below')
    .description('take a series from a public service; run again, it adds what is new')
    .requiredOption('--out <dir>', 'folder for the series files and, below .pull, the journals')
    .option('--from <day>', 'not before this day (UTC); later runs need not repeat it', dayArgument)
    .option('--interval <step>', '1m, 1h, 1d … where the service has several')
    .option('--period <length>', 'how long a funding rate is paid for, where the service does not say', lengthArgument)
    .option('--symbol <asset>', 'whose price it is, where the service goes by ids', assetName)
    .option('--quote <quote>', 'what it is priced in, where that is open', assetName)
    .option('--base <url>', "the service's address, or env:NAME, file:PATH; an RPC endpoint for chainlink")
    .option('--pause <ms>', 'least time between two requests, instead of the usual one', wholeNumber)
    .option('--csv', CSV)
    .addHelpText(
      'after',
      `
Sources, and what to name of them:
${Object.entries(SOURCES)
  .map(([name, { what }]) => `  ${name.padEnd(12)} ${what}`)
  .join('\n')}

Options are taken as they stand now, one snapshot a call, added to the last.
Each page is checked and flushed before the next is asked for: end it at any
moment, run the same line again, and it goes on. Retry-After is honoured.
Exit code 75 when trying again later may help. Keys by environment or *_FILE:
BALLAST_COINGECKO_KEY, BALLAST_COINMETRICS_KEY.

Examples:
  ballast data pull binance USDCUSDT --from 2023-01-01 --out prices
  ballast data pull fred DGS3MO --out rates
  ballast data pull deribit BTC-PERPETUAL-FUNDING --out rates
  ballast data pull chainlink 0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6 \\
    --symbol USDC --base env:RPC_URL --out prices`,
    )
    .action(
      run(async (session, source, what, flags) =>
        pullCommand(session, String(source), String(what), flags as PullFlags),
      ),
    );
}

async function pullCommand(session: Session, name: string, what: string, flags: PullFlags): Promise<number> {
  const kind = SOURCES[name];
  if (kind === undefined) throw new InvalidArgumentError(`no source ${name}`);
  const key = kind.keyName === null ? null : readSecret(kind.keyName, session.environment);
  const base = flags.base === undefined ? undefined : resolveReference(flags.base, session.environment);
  const request: SourceRequest = {
    what,
    ...(flags.from === undefined ? {} : { fromSeconds: flags.from }),
    ...(flags.interval === undefined ? {} : { interval: flags.interval }),
    ...(flags.period === undefined ? {} : { periodSeconds: flags.period }),
    ...(flags.symbol === undefined ? {} : { symbol: flags.symbol }),
    ...(flags.quote === undefined ? {} : { quote: flags.quote }),
    ...(base === undefined ? {} : { base: base.replace(/\/+$/, '') }),
    ...(key === null ? {} : { key }),
  };
  const out = resolve(session.cwd, flags.out);
  const options: PullOptions = {
    folder: join(out, '.pull'),
    signal: session.signal,
    isFirstStated: flags.from !== undefined,
    nowMs: () => Date.now(),
    log: session.output.log,
    progress: session.output.progress,
    ...(flags.pause === undefined ? {} : { pauseMs: flags.pause }),
  };
  const chain = kind.makeChain?.(request) ?? null;
  const pulled =
    chain === null ? await takeSeries(kind.make(request), options, out) : await takeChains(chain, options, out);
  const { pages, rowsNew, rowsTotal, written, chains, refusals } = pulled;
  const kinds = chain === null ? `${written.length} series` : `${chains.length} option chains`;
  const summary = `${pages} pages, ${rowsNew} new values, ${rowsTotal} in all; ${kinds} in ${shortPath(session.cwd, out)}`;
  const table = writtenTable(written, chains);
  session.output.result({
    json: () => ({ schema: 'ballast/data-pull/1', source: name, what, ...pulled }),
    md: () => [...markdownTable(table), '', ...refusals.map(refusalText), summary, ''].join('\n'),
    csv: () => csvTable(table),
    text: () =>
      [
        ...(table.rows.length === 0 ? [] : [...textTable(table, session.output.paint), '']),
        ...refusals.flatMap((refusal) => breakLines(`refused ${refusalText(refusal)}`, 78)),
        ...breakLines(summary, 78),
        '',
      ].join('\n'),
  });
  return refusals.length === 0 ? EXIT.fine : EXIT.failed;
}

interface Taken extends Pick<Pulled, 'pages' | 'rowsNew' | 'rowsTotal' | 'refusals'> {
  readonly written: readonly Written[];
  readonly chains: readonly Written<ChainProvenance>[];
}

async function takeSeries(source: PullSource, options: PullOptions, out: string): Promise<Taken> {
  const { series, ...rest } = await pullSeries(source, options);
  return { ...rest, written: writeSeries(out, series, PROGRAM_VERSION), chains: [] };
}

async function takeChains(source: ChainSource, options: PullOptions, out: string): Promise<Taken> {
  const { chains, ...rest } = await pullChain(source, options);
  return { ...rest, pages: 1, written: [], chains: writeChains(out, chains, PROGRAM_VERSION), refusals: [] };
}

function dayArgument(text: string): number {
  const seconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseTime(text) : null;
  if (seconds === null) throw new InvalidArgumentError('expected a day such as 2023-03-11');
  return seconds;
}
