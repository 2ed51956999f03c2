import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isoTime, type Seconds } from '@ballast/core';
import { inspectChain } from '../../history/chains/inspectChain.ts';
import { marketName, type ImportedChain } from '../../history/chains/optionChain.ts';
import type { Finding } from '../../history/finding.ts';
import { importFiles } from '../../history/importFiles.ts';
import { inspectSeries, type Inspection } from '../../history/inspectSeries.ts';
import { stepName } from '../../history/stepName.ts';
import { findGrid } from '../../history/timeGrid.ts';
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
      .description('what is odd about prices, rates and option chains: gaps, units, crossed quotes …')
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
  const { series, chains, repairs, refusals } = await importFiles(paths, hintsOf(flags));
  const inspections = [...inspectSeries(series).map(ofSeries), ...chains.map(ofChain)];
  const changed = paths.filter((path) => path.endsWith('.csv') && seriesState(path) === 'changed');
  const faults = [
    ...refusals.map(refusalText),
    ...changed.map((path) => `${path}: HISTORY_CHANGED, not what its provenance says it is`),
  ];
  session.output.result({
    json: () => ({
      schema: 'ballast/data-check/1',
      series: inspections.flatMap(({ kind, json }) => (kind === 'series' ? [json] : [])),
      chains: inspections.flatMap(({ kind, json }) => (kind === 'chain' ? [json] : [])),
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

/** A series or a chain as the table and the findings show it. */
interface Checked {
  readonly kind: 'series' | 'chain';
  readonly name: string;
  readonly layout: string;
  readonly firstSeconds: Seconds | null;
  readonly lastSeconds: Seconds | null;
  readonly stepSeconds: number | null;
  readonly values: number;
  readonly findings: readonly Finding[];
  readonly json: unknown;
}

const checkTable = (inspections: readonly Checked[]): Table => ({
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
  rows: inspections.map(({ name, layout, firstSeconds, lastSeconds, stepSeconds, values, findings }) => [
    name,
    layout.slice(0, 11),
    isoTime(firstSeconds ?? 0).slice(0, 10),
    isoTime(lastSeconds ?? 0).slice(0, 10),
    stepName(stepSeconds),
    String(values),
    String(count(findings, 'note')),
    String(count(findings, 'doubt')),
  ]),
});

const linesOf = (inspections: readonly Checked[]): string[] =>
  inspections.flatMap(({ name, findings }) =>
    findings.map((finding) => `${finding.level} ${name} ${describe(finding)}`),
  );

function describe({ code, count, fromSeconds, toSeconds, detail }: Finding): string {
  const [from, to] = [fromSeconds, toSeconds].map((time) => (time === null ? '' : isoTime(time).slice(0, 16)));
  const when = from === '' ? '' : from === to ? ` ${from}` : ` ${from} to ${to}`;
  return `${code}${when}, ${count}: ${detail}`;
}

function ofSeries({ item, findings }: Inspection): Checked {
  const { symbol, quote, field, stepSeconds, points, badTicks } = item.series;
  const [firstSeconds, lastSeconds] = [points[0]?.timeSeconds ?? null, points.at(-1)?.timeSeconds ?? null];
  const told = { layout: item.publisher, stepSeconds, values: points.length, firstSeconds, lastSeconds };
  const json = { symbol, quote, field, ...told, bad: badTicks.length, sources: item.sources, findings };
  return { kind: 'series', name: `${symbol}/${quote}`, ...told, findings, json };
}

function ofChain(item: ImportedChain): Checked {
  const { underlying, quote, publisher, quotes } = item.chain;
  const findings = inspectChain(item);
  const times = [...new Set(quotes.map(({ timeSeconds }) => timeSeconds))];
  const [firstSeconds, lastSeconds] = [times[0] ?? null, times.at(-1) ?? null];
  const stepSeconds = times.length > 1 ? findGrid(times).stepSeconds : null;
  const told = { layout: publisher, stepSeconds, values: quotes.length, firstSeconds, lastSeconds };
  const json = { underlying, quote, ...told, snapshots: times.length, sources: item.sources, findings };
  return { kind: 'chain', name: marketName(item.chain), ...told, findings, json };
}

function renderCheck(
  { paint }: Output,
  inspections: readonly Checked[],
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
  const chains = inspections.filter(({ kind }) => kind === 'chain').length;
  const kinds = chains === 0 ? '' : `, ${chains} option chains`;
  lines.push(`${inspections.length - chains} series${kinds}, ${doubts} doubts, ${faults.length} faults`);
  return `${lines.join('\n')}\n`;
}
