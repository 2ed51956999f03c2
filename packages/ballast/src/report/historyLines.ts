import { breakLines } from './paint.ts';

/** What became of one price series: its file, its asset, or both where they are known. */
export interface SeriesNote {
  readonly file: string;
  readonly assetId: string | null;
  readonly detail: string;
}

/** Lines about price files for a terminal, each broken under itself; a path is kept whole. Pure; 80 columns. */
export const historyLines = (facts: readonly string[], notes: readonly SeriesNote[]): string[] =>
  [...facts, ...grouped(notes)].flatMap((text) =>
    breakLines(text, 76).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
  );

/** Assets of which the same is to be said, and no file, share a line. */
function grouped(notes: readonly SeriesNote[]): string[] {
  const [named, bare] = [notes.filter(({ file }) => file !== ''), notes.filter(({ file }) => file === '')];
  const details = [...new Set(bare.map(({ detail }) => detail))];
  return [
    ...named.map(({ file, assetId, detail }) => `${file}${assetId === null ? '' : ` (${assetId})`}: ${detail}`),
    ...details.map((detail) => {
      const assets = bare.filter((note) => note.detail === detail).map(({ assetId }) => assetId ?? 'an asset');
      return `${assets.join(', ')}: ${detail}`;
    }),
  ];
}
