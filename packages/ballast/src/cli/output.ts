import { BallastError } from '@ballast/core';
import { breakLines, choosePaint, type Paint } from '../report/paint.ts';
import type { Environment } from '../config/secrets.ts';

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
  readonly quiet?: boolean | undefined;
}

/** How one command talks: one result on stdout, as text, JSON or Markdown; progress on stderr. */
export interface Output {
  readonly paint: Paint;
  readonly format: 'text' | 'json' | 'md';
  /** The command's result in each form; only the chosen one is made. */
  result(forms: { readonly text: () => string; readonly json: () => unknown; readonly md?: () => string }): void;
  /** A line of the result as it comes, in text form only. */
  line(text: string): void;
  /** What is going on; silent under --quiet. JSON lines where stderr is not a terminal and --json is on. */
  log(text: string): void;
  /** Rewrites one line on a terminal; nothing elsewhere. Empty text clears it. */
  progress(text: string): void;
}

export function createOutput(streams: Streams, flags: OutputFlags, environment: Environment): Output {
  const paint = choosePaint(streams.isTerminal, environment);
  const format = flags.json === true ? 'json' : flags.md === true ? 'md' : 'text';
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) streams.err('\r\u001B[K');
    hasProgress = false;
  };
  return {
    paint,
    format,
    result: (forms) => {
      clear();
      if (format === 'json') streams.out(`${JSON.stringify(forms.json(), integersAsText, 2)}\n`);
      else if (format === 'md') streams.out((forms.md ?? forms.text)());
      else streams.out(forms.text());
    },
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

/** Integers beyond 2^53 leave as decimal text, as in artefacts. */
const integersAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** An error as people read it: code, cause, remedy; nothing else. */
export function renderError(error: unknown, paint: Paint): string {
  if (error instanceof BallastError) {
    const issues = 'issues' in error && Array.isArray(error.issues) ? error.issues.slice(0, 12).map(issueLine) : [];
    const head = issues.length > 1 ? `${paint.bad(error.code)}` : `${paint.bad(error.code)}  ${error.message}`;
    const lines = [head, ...(issues.length > 1 ? issues : []), ...breakLines(`mend: ${error.remedy}`, 78)];
    if (error.retryable) lines.push(paint.dim('may work when tried again'));
    return `${lines.join('\n')}\n`;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint.bad('BUG')}  ${text}\nmend: this is a fault of Ballast; report it with the lines above\n`;
}

function issueLine(issue: unknown): string {
  const { line, column, path, message, code } = issue as Record<string, unknown>;
  return `  ${String(line)}:${String(column)}  ${String(path)}  ${String(message)}  [${String(code)}]`;
}
