import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ChainProvenance } from '../../history/chains/chainFile.ts';
import { importFiles } from '../../history/importFiles.ts';
import type { Refusal } from '../../history/priceSeries.ts';
import { writeChains, writeSeries, type Written } from '../../history/writeSeries.ts';
import { breakLines } from '../../report/paint.ts';
import { csvTable, markdownTable, textTable, type Table } from '../../report/table.ts';
import { CSV } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { hintsOf, withHints, type HintFlags } from '../hintFlags.ts';
import { PROGRAM_VERSION } from '../programVersion.ts';
import type { Runner, Session } from '../session.ts';
import { shortPath } from '../shortPath.ts';

interface ImportFlags extends HintFlags {
  readonly out: string;
}

export function registerDataImport(data: Command, run: Runner): void {
  withHints(
    data
      .command('import <files...>')
      .description('make series files of published tables: one a pair, its provenance beside it')
      .requiredOption('--out <dir>', 'folder for the series files')
      .option('--csv', CSV),
  )
    .addHelpText(
      'after',
      `
Reads .csv, .parquet and .json, plain, .gz or .zip: candles of Binance, Bybit,
Kraken, Deribit and CryptoDataDownload, Coin Metrics, CoinGecko, DefiLlama,
FRED, Treasury curves, Chainlink rounds, funding rates of Binance, Bybit and
Deribit, option chains, and any table with timestamp or date and close, price
or funding_rate. Files of one pair are joined.

Exit code 1 when something was refused; what was good is written all the same.

Examples:
  ballast data import BTCUSDT-1h-2023-*.zip --out prices
  ballast data import funding.csv --period 8h --out rates
  ballast data import rounds.csv --symbol USDC --quote USD --decimals 8 \\
    --out prices`,
    )
    .action(run(async (session, files, flags) => importCommand(session, files as string[], flags as ImportFlags)));
}

async function importCommand(session: Session, files: readonly string[], flags: ImportFlags): Promise<number> {
  const paths = files.map((file) => resolve(session.cwd, file));
  session.output.progress(`reading ${paths.length} files …`);
  const { series, chains, repairs, refusals } = await importFiles(paths, hintsOf(flags));
  const out = resolve(session.cwd, flags.out);
  const written = writeSeries(out, series, PROGRAM_VERSION);
  const options = writeChains(out, chains, PROGRAM_VERSION);
  for (const { name, code, detail } of repairs) session.output.log(`${name}: ${code}: ${detail}`);
  session.output.result({
    json: () => ({ schema: 'ballast/data-import/1', written, chains: options, refusals }),
    md: () =>
      [
        ...markdownTable(writtenTable(written, options)),
        '',
        ...refusals.map((item) => `- ${refusalText(item)}`),
        '',
      ].join('\n'),
    csv: () => csvTable(writtenTable(written, options)),
    text: () => renderWritten(session, [written, options], refusals, flags.out),
  });
  return refusals.length === 0 ? EXIT.fine : EXIT.failed;
}

type Named = Refusal & { readonly name: string };

/** The table every command that writes series files shows. */
export const writtenTable = (written: readonly Written[], chains: readonly Written<ChainProvenance>[] = []): Table => ({
  columns: [
    { head: 'series file' },
    { head: 'from' },
    { head: 'to' },
    { head: 'values', align: 'right' },
    { head: 'bad', align: 'right' },
    { head: 'left out', align: 'right' },
  ],
  rows: [
    ...written.map(({ provenance: { file, series, rows } }) => [
      ...fileCells(file, series),
      String(rows.kept),
      String(rows.bad),
      leftOut(rows),
    ]),
    ...chains.map(({ provenance: { file, chain, rows } }) => [
      ...fileCells(file, chain),
      String(rows.kept),
      '',
      leftOut(rows),
    ]),
  ],
});

const fileCells = (
  file: { readonly name: string },
  span: { readonly first: string; readonly last: string },
): string[] => [file.name, span.first.slice(0, 10), span.last.slice(0, 10)];

const leftOut = ({ dropped }: ChainProvenance['rows']): string =>
  String(dropped.reduce((sum, { count }) => sum + count, 0));

/** One line of a refusal: file, row, series, code and cause. */
export const refusalText = ({ name, row, symbol, code, detail }: Named): string =>
  `${name}${row === null ? '' : ` row ${row}`}${symbol === null ? '' : ` ${symbol}`}: ${code}, ${detail}`;

function renderWritten(
  session: Session,
  [series, chains]: readonly [readonly Written[], readonly Written<ChainProvenance>[]],
  refusals: readonly Named[],
  out: string,
): string {
  const { paint } = session.output;
  const written = [...series, ...chains];
  const added = written.filter(({ isNew }) => isNew).length;
  const kinds = chains.length === 0 ? '' : `, ${chains.length} option chains`;
  const lines = [
    ...(written.length === 0 ? [] : [...textTable(writtenTable(series, chains), paint), '']),
    ...refusals.flatMap((refusal) =>
      breakLines(`refused ${refusalText(refusal)}`, 76).map((line, at) =>
        at === 0 ? `${paint.bad('✗')} ${line}` : `    ${line}`,
      ),
    ),
    `${series.length} series${kinds} in ${shortPath(session.cwd, out)}, ${added} new or changed, ${refusals.length} refused`,
  ];
  return `${lines.join('\n')}\n`;
}
