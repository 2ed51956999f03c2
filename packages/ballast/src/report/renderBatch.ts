import { breakLines, type Paint } from './paint.ts';

/** A Safe batch, as a signer needs to see it. */
export interface BatchView {
  readonly batch: {
    readonly chainId: string;
    readonly meta: { readonly name: string; readonly createdFromSafeAddress: string; readonly checksum: string };
    readonly transactions: readonly {
      readonly to: string;
      readonly contractMethod: { readonly name: string };
      readonly contractInputsValues: Readonly<Record<string, string>>;
    }[];
  };
  readonly hashes: readonly {
    readonly nonce: string;
    readonly domainHash: string;
    readonly messageHash: string;
    readonly safeTransactionHash: string;
  }[];
  readonly differences?: readonly string[];
  readonly note: string;
}

/** Longest value shown; structs are in the file. */
const MOST_SHOWN = 66;

/** A batch with its calls in words, its checksum and the hashes to compare, at most 80 columns. Pure. */
export function renderBatch({ batch, hashes, differences = [], note }: BatchView, paint: Paint): string {
  const lines = [
    `${paint.bold(batch.meta.name)}  chain ${batch.chainId}`,
    `  Safe      ${batch.meta.createdFromSafeAddress}`,
    `  checksum  ${batch.meta.checksum}`,
    ...batch.transactions.flatMap((transaction, at) => [
      '',
      `  ${at + 1}  ${paint.bold(transaction.contractMethod.name)} at ${transaction.to}`,
      ...Object.entries(transaction.contractInputsValues).flatMap(([name, value]) => valueLines(name, value)),
      ...hashLines(hashes[at]),
    ]),
    '',
    ...differences.flatMap((difference) => breakLines(difference, 76).map((line) => paint.bad(`✗ ${line}`))),
    ...(differences.length === 0 ? breakLines(note, 78) : [paint.bad('do not sign this batch')]),
    ...(hashes.length > 1
      ? breakLines(
          'The hashes are those of plain calls, each a transaction of its own, signed in this order. Transaction Builder packs several calls into one delegatecall of MultiSendCallOnly, whose hash is another.',
          78,
        )
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function valueLines(name: string, value: string): string[] {
  const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN - 2)} …` : value;
  const line = `     ${name} ${shown.replaceAll('\n', ' ')}`;
  return line.length <= 80 ? [line] : [`     ${name}`, `       ${shown.replaceAll('\n', ' ')}`];
}

const hashLines = (hashes: BatchView['hashes'][number] | undefined): string[] =>
  hashes === undefined
    ? []
    : [
        `     nonce ${hashes.nonce}`,
        `     domain   ${hashes.domainHash}`,
        `     message  ${hashes.messageHash}`,
        `     Safe tx  ${hashes.safeTransactionHash}`,
      ];
