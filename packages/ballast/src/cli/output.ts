import { choosePaint, plainPaint, type Paint } from '../report/paint.ts';
import type { Environment } from '../config/secrets.ts';
import { UsageError } from './usageError.ts';

/** Streams a command writes to; results and logs never mix. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  readonly isErrorTerminal: boolean;
}

export interface OutputFlags {
  readonly json?: boolean | undefined;
  readonly md?: boolean | undefined;
  readonly csv?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** A command's result in each form it has; only the chosen one is made. */
export interface ResultForms {
  readonly text: () => string;
  readonly json: () => unknown;
  /** Left out, the text is shown as it is, in a Markdown code block. */
  readonly md?: () => string;
  /** Only where the result is a table; the command takes --csv. */
  readonly csv?: () => string;
}

/** How one command talks: one result on stdout, as text, JSON or Markdown; progress on stderr. */
export interface Output {
  readonly paint: Paint;
  readonly format: 'text' | 'json' | 'md' | 'csv';
  result(forms: ResultForms): void;
  /** One of several results of a command that goes on: in JSON one line each. */
  item(forms: ResultForms): void;
  /** A line of the result as it comes, in text form only. */
  line(text: string): void;
  /** What is going on; silent under --quiet. JSON lines where stderr is not a terminal and --json is on. */
  log(text: string): void;
  /** Rewrites one line on a terminal; nothing elsewhere. Empty text clears it. */
  progress(text: string): void;
}

export function createOutput(streams: Streams, flags: OutputFlags, environment: Environment): Output {
  const format = formatOf(flags);
  const paint = format === 'text' ? choosePaint(streams.isTerminal, environment) : plainPaint;
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) streams.err('\r\u001B[K');
    hasProgress = false;
  };
  const show = (forms: ResultForms, indent: number): void => {
    clear();
    if (format === 'json') streams.out(`${JSON.stringify(forms.json(), integersAsText, indent)}\n`);
    else if (format === 'md') streams.out(forms.md === undefined ? codeBlock(forms.text()) : forms.md());
    else if (format === 'csv' && forms.csv !== undefined) streams.out(forms.csv());
    else streams.out(forms.text());
  };
  return {
    paint,
    format,
    result: (forms) => show(forms, 2),
    item: (forms) => show(forms, 0),
    line: (text) => {
      clear();
      if (format === 'text') streams.out(`${text}\n`);
    },
    log: (text) => {
      if (flags.quiet === true) return;
      clear();
      streams.err(format === 'json' && !streams.isErrorTerminal ? `${JSON.stringify({ log: text })}\n` : `${text}\n`);
    },
    progress: (text) => {
      if (flags.quiet === true || !streams.isErrorTerminal) return;
      clear();
      if (text !== '') streams.err(text);
      hasProgress = text !== '';
    },
  };
}

function formatOf({ json, md, csv }: OutputFlags): Output['format'] {
  const asked = [...(json === true ? ['json'] : []), ...(md === true ? ['md'] : []), ...(csv === true ? ['csv'] : [])];
  if (asked.length > 1) throw new UsageError(`${asked.map((name) => `--${name}`).join(' and ')} exclude each other`);
  return (asked[0] ?? 'text') as Output['format'];
}

const codeBlock = (text: string): string => `\`\`\`text\n${text}\`\`\`\n`;

/** Integers beyond 2^53 leave as decimal text, as in artefacts. */
const integersAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
