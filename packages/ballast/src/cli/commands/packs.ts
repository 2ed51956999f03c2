import type { Command } from 'commander';
import { PACKS, packOf, type Pack } from '@ballast/core';
import { breakLines, type Paint } from '../../report/paint.ts';
import { NOT_ADVICE } from '../../report/renderPack.ts';
import { markdownTable, textTable, type Table } from '../../report/table.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner } from '../session.ts';

export function registerPacks(program: Command, run: Runner): void {
  program
    .command('packs')
    .argument('[name]', 'one pack with its rules and sources, instead of the list')
    .description('policy packs: what regulators ask of a reserve, each rule with source, status and date')
    .addHelpText('after', '\nExample:\n  ballast packs genius\n  ballast assess --pack genius')
    .action(
      run(async ({ output }, name) => {
        const packs = name === undefined ? PACKS : [packOf(name as string)];
        const isList = name === undefined;
        output.result({
          json: () => ({ schema: 'ballast/packs/1', packs }),
          md: () => `${(isList ? markdownTable(listTable()) : packs.flatMap(markdownOf)).join('\n')}\n`,
          text: () =>
            `${isList ? listText(output.paint) : packs.map((pack) => textOf(pack, output.paint)).join('\n')}\n`,
        });
        return EXIT.fine;
      }),
    );
}

const listTable = (): Table => ({
  columns: [
    { head: 'pack' },
    { head: 'regime' },
    { head: 'rules', align: 'right' },
    { head: 'in force', align: 'right' },
    { head: 'proposed', align: 'right' },
    { head: 'unverified', align: 'right' },
  ],
  rows: PACKS.map((pack) => {
    const of = (status: string): string => String(pack.rules.filter((rule) => rule.status === status).length);
    return [pack.id, pack.name, String(pack.rules.length), of('in force'), of('proposed'), of('unverified')];
  }),
});

const listText = (paint: Paint): string =>
  [...textTable(listTable(), paint), '', ...breakLines(NOT_ADVICE, 78).map(paint.dim)].join('\n');

function textOf(pack: Pack, paint: Paint): string {
  return [
    paint.bold(pack.name),
    ...breakLines(pack.note, 78).map(paint.dim),
    ...pack.rules.flatMap((rule) => [
      '',
      ...breakLines(`${rule.id}: ${rule.text}`, 76).map((line) => `  ${line}`),
      ...breakLines(`${rule.status}${rule.from === null ? '' : ` from ${rule.from}`} · ${rule.source}`, 74).map(
        (line) => paint.dim(`    ${line}`),
      ),
      ...(rule.measure.kind === 'needs'
        ? breakLines(`not determinable from a balance sheet: needs ${rule.measure.data}`, 74).map(
            (line) => `    ${line}`,
          )
        : []),
    ]),
    '',
    ...breakLines(NOT_ADVICE, 78).map(paint.dim),
  ].join('\n');
}

const markdownOf = (pack: Pack): string[] => [
  `## ${pack.name}`,
  '',
  `${pack.note}.`,
  '',
  ...markdownTable({
    columns: [{ head: 'rule' }, { head: 'text' }, { head: 'status' }, { head: 'from' }, { head: 'source' }],
    rows: pack.rules.map((rule) => [rule.id, rule.text, rule.status, rule.from ?? '–', rule.source]),
  }),
  '',
  NOT_ADVICE,
];
