import { choosePaint } from '../report/paint.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import { renderError } from './output.ts';
import { runProgram } from './program.ts';

/** The command line: runs `argv` and returns the exit code. Ctrl-C lets the command reach a safe point, twice ends it. */
export async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    process.stderr.write('\nstopping at the next safe point; press again to leave at once\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const code = await runProgram(argv, {
      cwd: process.cwd(),
      environment: process.env,
      signal: interrupt.signal,
      streams: {
        out: (text) => process.stdout.write(text),
        err: (text) => process.stderr.write(text),
        isTerminal: process.stdout.isTTY === true,
        isErrorTerminal: process.stderr.isTTY === true,
      },
    });
    return interrupt.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    process.stderr.write(renderError(error, choosePaint(process.stderr.isTTY === true, process.env)));
    return exitCodeOf(error);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
