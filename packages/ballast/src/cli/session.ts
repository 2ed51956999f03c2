import { createInterface } from 'node:readline/promises';
import { BallastError } from '@ballast/core';
import { loadConfig, type ConfigFlags, type LoadedConfig } from '../config/loadConfig.ts';
import type { Environment } from '../config/secrets.ts';
import { createOutput, type Output, type OutputFlags, type Streams } from './output.ts';

/** Flags every command takes. */
export interface GlobalFlags extends ConfigFlags, OutputFlags {
  readonly yes?: boolean | undefined;
  readonly detailedExitcode?: boolean | undefined;
}

/** What one invocation of the command line works with. */
export interface Session {
  readonly cwd: string;
  readonly environment: Environment;
  readonly flags: GlobalFlags;
  readonly output: Output;
  readonly loaded: LoadedConfig;
  /** Aborted on Ctrl-C and SIGTERM; long commands stop at the next safe point. */
  readonly signal: AbortSignal;
  /** Asks before something that cannot be undone; without a terminal only --yes passes. */
  confirm(question: string): Promise<void>;
}

/** A command's work: its arguments, then its own flags; returns the exit code. */
export type Work = (session: Session, ...rest: unknown[]) => Promise<number>;
/** Wraps a command's work for commander: opens the session with the global flags, keeps the exit code. */
export type Runner = (work: Work) => (...args: unknown[]) => Promise<void>;

export interface Invocation {
  readonly cwd: string;
  readonly environment: Environment;
  readonly streams: Streams;
  readonly signal: AbortSignal;
}

export class NotConfirmed extends BallastError {
  constructor(question: string) {
    super({
      code: 'CLI_NOT_CONFIRMED',
      message: `not done: ${question}`,
      remedy: 'answer yes on a terminal, or pass --yes',
      retryable: false,
    });
  }
}

export async function openSession(invocation: Invocation, flags: GlobalFlags): Promise<Session> {
  const { cwd, environment, streams, signal } = invocation;
  return {
    cwd,
    environment,
    flags,
    signal,
    output: createOutput(streams, flags, environment),
    loaded: await loadConfig(cwd, flags, environment),
    confirm: async (question) => {
      if (flags.yes === true) return;
      if (!streams.isTerminal || process.stdin.isTTY !== true) throw new NotConfirmed(question);
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await terminal.question(`${question} [yes/no] `);
      terminal.close();
      if (answer.trim().toLowerCase() !== 'yes') throw new NotConfirmed(question);
    },
  };
}
