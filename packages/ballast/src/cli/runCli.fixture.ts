import { runProgram } from './program.ts';
import { exitCodeOf } from './exitCodes.ts';
import { renderError } from './renderError.ts';
import { plainPaint } from '../report/paint.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, in a folder, with captured streams; errors come back as `main` prints them. */
export async function runCli(
  cwd: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliRun> {
  let [out, err] = ['', ''];
  const streams = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTerminal: false,
    isErrorTerminal: false,
  };
  try {
    const code = await runProgram(argv, { cwd, environment, streams, signal: new AbortController().signal });
    return { code, out, err };
  } catch (error) {
    return { code: exitCodeOf(error), out, err: err + renderError(error, plainPaint) };
  }
}
