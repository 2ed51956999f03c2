import { choosePaint, plainPaint } from '../report/paint.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import { errorLine, renderError } from './renderError.ts';
import { runProgram } from './program.ts';
import { explainSystemFailure } from './systemFailure.ts';

/**
 * The command line: runs `argv` and returns the exit code. Ctrl-C lets the command reach a safe point, twice ends it.
 * A reader that closes the pipe (`| head`) ends it likewise, without complaint.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const reader = { hasLeft: false };
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') {
      process.stderr.write(renderError(explainSystemFailure(error) ?? error, plainPaint));
      process.exit(exitCodeOf(explainSystemFailure(error) ?? error));
    }
    reader.hasLeft = true;
    interrupt.abort();
  };
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    process.stderr.write('\nstopping at the next safe point; press again to leave at once\n');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.stdout.on('error', onOutputError);
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
    return interrupt.signal.aborted && !reader.hasLeft ? EXIT.interrupted : code;
  } catch (error) {
    const isTerminal = process.stderr.isTTY === true;
    const isForPrograms = argv.includes('--json') && !isTerminal;
    process.stderr.write(isForPrograms ? errorLine(error) : renderError(error, choosePaint(isTerminal, process.env)));
    return interrupt.signal.aborted && !reader.hasLeft ? EXIT.interrupted : exitCodeOf(error);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
