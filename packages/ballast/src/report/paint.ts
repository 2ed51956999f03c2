/** Text styles; identity functions when colour is off, so that a pipe carries plain text. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

const wrap =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001B[${open}m${text}\u001B[${close}m`;

/** Colours for a terminal that shows them (blue, yellow, red: told apart without green). */
export const colourPaint: Paint = {
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  good: wrap(36, 39),
  warn: wrap(33, 39),
  bad: wrap(31, 39),
};

const same = (text: string): string => text;

/** No colour: NO_COLOR, a pipe, or a file. */
export const plainPaint: Paint = { bold: same, dim: same, good: same, warn: same, bad: same };

/** Colour only on a terminal and only when NO_COLOR is unset (no-color.org). */
export function choosePaint(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Paint {
  const refused = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '';
  return isTerminal && !refused ? colourPaint : plainPaint;
}

// The pattern removes exactly what `wrap` adds.
const STYLE = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');

/** Printed width of styled text, in columns. */
export const widthOf = (text: string): number => text.replace(STYLE, '').length;

/** Pads styled text on the right to a width. */
export const padRight = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Pads styled text on the left to a width. */
export const padLeft = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** Styled text of at most `width` columns; a longer one loses its style and ends in an ellipsis. */
export const cutTo = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${text.replace(STYLE, '').slice(0, width - 1)}…`;

/** Breaks plain text into lines of at most `width` columns at spaces; longer words are kept whole. */
export function breakLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
