import { plainPaint } from '../../packages/ballast/src/report/paint.ts';
import { textTable } from '../../packages/ballast/src/report/table.ts';
import type { GasFigures } from './gasChain.ts';
import { TOLERANCE, type GasDrift } from './gasSnapshot.ts';
import type { Measured } from './measureAll.ts';
import { PEERS } from './peers.ts';

const HEAD = [
  'Gas of the vault on the local chain: eight assets of two feeds each, caps on ten',
  'counterparties, least cash in three classes; real Uniswap v3 and Aave v3.',
  '',
  'warm         executing the call with every account and slot it touches warm: sent',
  '             with an access list (EIP-2930), the list, 21,000 and calldata taken off',
  'cold         executing it as the first to touch anything, 21,000 and calldata off',
  'transaction  cold, with 21,000 and calldata: what is paid',
  'ratio        warm, to the same call without a guard in this run',
  'All net of refunds, each from the same state, no slot first of its kind.',
  '',
];

/** What any transaction costs before it does anything. */
const BASE = 21_000;

const gas = (value: number): string => value.toLocaleString('en-US');

/** The figures as lines of text: the table, one pair end to end, peers. Pure. */
export function renderGas(measured: readonly Measured[]): string[] {
  const of = (id: string): GasFigures | undefined => measured.find((item) => item.id === id)?.figures;
  const ratio = ({ bare, figures }: Measured): number | null => {
    const peer = bare === undefined ? undefined : of(bare);
    return peer === undefined ? null : figures.warm / peer.warm;
  };
  const rows = measured.map((item) => [
    item.what,
    gas(item.figures.warm),
    gas(item.figures.cold),
    gas(item.figures.transaction),
    ratio(item)?.toFixed(2) ?? '',
  ]);
  const right = (head: string) => ({ head, align: 'right' as const });
  const sumOf = (ids: readonly string[], figure: keyof GasFigures): number =>
    ids.reduce((sum, id) => sum + (of(id)?.[figure] ?? Number.NaN), 0);
  const named = (ids: readonly string[]): string =>
    ids.map((id) => measured.find((item) => item.id === id)?.what ?? id).join(' + ');
  const goals = measured.flatMap((item) => {
    const value = ratio(item);
    if (item.goal === undefined || value === null) return [];
    return [
      `goal for "${item.what}": ${item.goal} or less; ${value.toFixed(2)}: ${value <= item.goal ? 'met' : 'NOT met'}`,
    ];
  });
  const shares = PEERS.flatMap(({ system, gas: theirs, ours, atMost }) => {
    if (atMost === undefined) return [];
    const share = (sumOf(ours, 'warm') + ours.length * BASE) / theirs;
    const cold = sumOf(ours, 'transaction') / theirs;
    return [
      `goal for "${named(ours)}", warm and with ${gas(BASE)} each:`,
      `  ${atMost} of ${system} or less; ${share.toFixed(2)}: ${share <= atMost ? 'met' : 'NOT met'}; sent cold ${cold.toFixed(2)}`,
    ];
  });
  const peers = PEERS.flatMap(({ system, call, gas: theirs, ours }) => [
    `  ${gas(theirs).padStart(9)}  ${system}: ${call}`,
    `             ours: ${named(ours)}: ${gas(sumOf(ours, 'warm'))} warm, ${gas(sumOf(ours, 'transaction'))} sent`,
  ]);
  return [
    ...HEAD,
    ...textTable(
      { columns: [{ head: 'call' }, right('warm'), right('cold'), right('transaction'), right('ratio')], rows },
      plainPaint,
    ),
    '',
    ...goals,
    ...shares,
    '',
    'Beside what others print (not of this run; how warm theirs are is not said):',
    ...peers,
    '',
    ...new Set(PEERS.map(({ system, source }) => `  ${system}: ${source}`)),
  ];
}

/** What a check found, one line a difference. Pure. */
export const renderDrift = (drift: readonly GasDrift[]): string[] =>
  drift.length === 0
    ? [`as in the snapshot, within ${TOLERANCE * 100} %`]
    : drift.map(
        ({ id, figure, was, is }) =>
          `${id} ${figure}: ${was === null ? 'not in the snapshot' : gas(was)} → ${is === null ? 'not measured' : gas(is)}`,
      );
