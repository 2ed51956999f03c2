import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isoTime } from '@ballast/core';
import type { Finding } from '../../history/finding.ts';
import { importFiles } from '../../history/importFiles.ts';
import { inspectSeries, type Inspection } from '../../history/inspectSeries.ts';
import { stepName } from '../../history/stepName.ts';
import { seriesState } from '../../history/writeSeries.ts';
import { breakLines } from '../../report/paint.ts';
import { csvTable, markdownTable, textTable, type Table } from '../../report/table.ts';
import { CSV } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { hintsOf, withHints, type HintFlags } from '../hintFlags.ts';
import type { Output } from '../output.ts';
import type { Runner, Session } from '../session.ts';
import { refusalText } from './dataImport.ts';

export function registerDataCheck(data: Command, run: Runner): void {
  withHints(
    data
      .command('check <files...>')
      .description('what is odd about price and rate files: gaps, bad ticks, units, dead series')
      .option('--csv', CSV),
  )
    .addHelpText(
      'after',
      `
A note is good to know; a doubt wants an answer before the series is used.
Nothing is written. Series of one asset are held against each other.

Exit codes: 1 when something cannot be read or a series file was changed since
it was written; 2 with --detailed-exitcode when there are doubts.

Example:
  ballast data check prices/*.csv`,
    )
    .action(run(async (session, files, flags) => checkCommand(session, files as string[], flags as HintFlags)));
}

async function checkCommand(session: Session, files: readonly string[], flags: HintFlags): Promise<number> {
  const paths = files.map((file) => resolve(session.cwd, file));
  const { series, repairs, refusals } = await importFiles(paths, hintsOf(flags));
  const inspections = inspectSeries(series);
  const changed = paths.filter((path) => path.endsWith('.csv') && seriesState(path) === 'changed');
  const faults = [
    ...refusals.map(refusalText),
    ...changed.map((path) => `${path}: HISTORY_CHANGED, not what its provenance says it is`),
  ];
  session.output.result({
    json: () => ({
      schema: 'ballast/data-check/1',
      series: inspections.map(asJson),
      files: repairs,
      refusals,
      changed,
    }),
    md: () =>
      [...markdownTable(checkTable(inspections)), '', ...linesOf(inspections), ...faults, '']
        .map((line) => `${line}\n`)
        .join(''),
    csv: () => csvTable(checkTable(inspections)),
    text: () =>
      renderCheck(
        session.output,
        inspections,
        repairs.map(({ name, code, detail }) => `${name}: ${code}, ${detail}`),
        faults,
      ),
  });
  if (faults.length > 0) return EXIT.failed;
  const hasDoubts = inspections.some(({ findings }) => findings.some(({ level }) => level === 'doubt'));
  return hasDoubts && session.flags.detailedExitcode === true ? EXIT.attention : EXIT.fine;
}

const count = (findings: readonly Finding[], level: Finding['level']): number =>
  findings.filter((finding) => finding.level === level).length;

const checkTable = (inspections: readonly Inspection[]): Table => ({
  columns: [
    { head: 'series' },
    { head: 'layout' },
    { head: 'from' },
    { head: 'to' },
    { head: 'step' },
    { head: 'values', align: 'right' },
    { head: 'notes', align: 'right' },
    { head: 'doubts', align: 'right' },
  ],
  rows: inspections.map(({ item: { series, publisher }, findings }) => [
    `${series.symbol}/${series.quote}`,
    publisher.slice(0, 11),
    isoTime(series.points[0]?.timeSeconds ?? 0).slice(0, 10),
    isoTime(series.points.at(-1)?.timeSeconds ?? 0).slice(0, 10),
    stepName(series.stepSeconds),
    String(series.points.length),
    String(count(findings, 'note')),
    String(count(findings, 'doubt')),
  ]),
});

const linesOf = (inspections: readonly Inspection[]): string[] =>
  inspections.flatMap(({ item: { series }, findings }) =>
    findings.map((finding) => `${finding.level} ${series.symbol}/${series.quote} ${describe(finding)}`),
  );

function describe({ code, count, fromSeconds, toSeconds, detail }: Finding): string {
  const [from, to] = [fromSeconds, toSeconds].map((time) => (time === null ? '' : isoTime(time).slice(0, 16)));
  const when = from === '' ? '' : from === to ? ` ${from}` : ` ${from} to ${to}`;
  return `${code}${when}, ${count}: ${detail}`;
}

const asJson = ({ item, findings }: Inspection): unknown => ({
  symbol: item.series.symbol,
  quote: item.series.quote,
  field: item.series.field,
  layout: item.publisher,
  stepSeconds: item.series.stepSeconds,
  values: item.series.points.length,
  bad: item.series.badTicks.length,
  firstSeconds: item.series.points[0]?.timeSeconds ?? null,
  lastSeconds: item.series.points.at(-1)?.timeSeconds ?? null,
  sources: item.sources,
  findings,
});

function renderCheck(
  { paint }: Output,
  inspections: readonly Inspection[],
  notes: readonly string[],
  faults: readonly string[],
): string {
  const broken = (mark: string, text: string): string[] =>
    breakLines(text, 76).map((line, at) => (at === 0 ? `${mark} ${line}` : `    ${line}`));
  const marks = { note: paint.dim('·'), doubt: paint.warn('!') };
  const lines = [
    ...(inspections.length === 0 ? [] : [...textTable(checkTable(inspections), paint), '']),
    ...linesOf(inspections).flatMap((line) => broken(line.startsWith('doubt') ? marks.doubt : marks.note, line)),
    ...notes.flatMap((note) => broken(marks.note, `note ${note}`)),
    ...faults.flatMap((fault) => broken(paint.bad('✗'), fault)),
  ];
  const doubts = inspections.reduce((sum, { findings }) => sum + count(findings, 'doubt'), 0);
  lines.push(`${inspections.length} series, ${doubts} doubts, ${faults.length} faults`);
  return `${lines.join('\n')}\n`;
}
