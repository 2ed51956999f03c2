import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { collectChain } from './chains/collectChain.ts';
import { joinChains } from './chains/joinChains.ts';
import type { ChainPart, ImportedChain } from './chains/optionChain.ts';
import type { NameHints } from './detectLayout.ts';
import { FileRefused } from './fileRefused.ts';
import { collectTable } from './importTable.ts';
import { joinParts, type ImportedFiles, type Part } from './joinParts.ts';
import { isParquet, MAX_BYTES, readBytes, unpack } from './readBytes.ts';
import { readParquet } from './readParquet.ts';
import { tableOf } from './readTable.ts';

/**
 * Reads files (.csv, .parquet, plain, .gz or .zip) and joins what belongs together: the monthly files of one pair from
 * one publisher with candles of one length become one series. Rows that several files repeat count once; where files
 * of one publisher contradict each other the series is refused; plain tables that do stay apart. Tables of options become
 * chains. Throws HistoryFileUnreadable when a file cannot be read at all.
 */
export async function importFiles(
  paths: readonly string[],
  hints: NameHints = {},
  maxBytes: number = MAX_BYTES,
): Promise<ImportedFiles & { readonly chains: readonly ImportedChain[] }> {
  const parts: Part[] = [];
  const chains: ChainPart[] = [];
  const repairs: ImportedFiles['repairs'][number][] = [];
  const refusals: ImportedFiles['refusals'][number][] = [];
  for (const path of paths) {
    const name = basename(path);
    try {
      const stored = readBytes(path, maxBytes);
      const sha256 = createHash('sha256').update(stored).digest('hex');
      const bytes = unpack(stored, maxBytes);
      const table = isParquet(bytes) ? await readParquet(bytes, maxBytes) : tableOf(bytes);
      const options = collectChain(table, name, hints);
      const collected = options ?? collectTable(table, name, hints);
      if ('parts' in collected)
        chains.push(
          ...collected.parts.map((part) => ({ ...part, source: { name, sha256, rowsRead: part.quotes.length } })),
        );
      else {
        const { publisher, layout } = collected;
        const folder = basename(dirname(path));
        parts.push(...collected.raw.map((raw) => ({ raw, layout, publisher, name, folder, sha256 })));
      }
      repairs.push(...collected.repairs.map((repair) => ({ ...repair, name })));
      refusals.push(...collected.refusals.map((refusal) => ({ ...refusal, name })));
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      refusals.push({ ...error.refusal, name });
    }
  }
  const joined = joinParts(parts);
  return { series: joined.series, chains: joinChains(chains), repairs, refusals: [...refusals, ...joined.refusals] };
}
