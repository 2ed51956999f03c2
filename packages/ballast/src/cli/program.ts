import { Command, CommanderError, type OptionValues } from 'commander';
import { registerApply } from './commands/apply.ts';
import { registerAttest } from './commands/attest.ts';
import { registerBound } from './commands/bound.ts';
import { registerCompletions } from './commands/completions.ts';
import { registerConfig } from './commands/config.ts';
import { registerData } from './commands/data.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerHistory } from './commands/history.ts';
import { registerInit } from './commands/init.ts';
import { registerLook } from './commands/look.ts';
import { registerModel } from './commands/model.ts';
import { registerPacks } from './commands/packs.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPolicy } from './commands/policy.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerStatus } from './commands/status.ts';
import { registerStops } from './commands/stops.ts';
import { registerStress } from './commands/stress.ts';
import { registerVerify } from './commands/verify.ts';
import { registerWhatIf } from './commands/whatIf.ts';
import { registerWhy } from './commands/why.ts';
import { EXIT } from './exitCodes.ts';
import { explainSystemFailure } from './systemFailure.ts';
import { UsageError } from './usageError.ts';
import { PROGRAM_VERSION } from './programVersion.ts';
import { openSession, type GlobalFlags, type Invocation, type Runner } from './session.ts';

/** Builds the whole command line and runs it; returns the exit code. */
export async function runProgram(argv: readonly string[], invocation: Invocation): Promise<number> {
  let code: number = EXIT.fine;
  const program = new Command('ballast');
  const run: Runner =
    (work) =>
    async (...args) => {
      const command = args.at(-1) as Command;
      const own = args.at(-2) as OptionValues;
      const session = await openSession(invocation, command.optsWithGlobals() as GlobalFlags);
      code = await work(session, ...args.slice(0, -2), own);
    };
  describeProgram(program);
  registerInit(program, run);
  registerDoctor(program, run);
  registerDemo(program, run);
  registerLook(program, run);
  registerWhatIf(program, run);
  registerStress(program, run);
  registerPacks(program, run);
  registerPlan(program, run);
  registerApply(program, run);
  registerExport(program, run);
  registerRun(program, run);
  registerWhy(program, run);
  registerHistory(program, run);
  registerData(program, run);
  registerReplay(program, run);
  registerVerify(program, run);
  registerAttest(program, run);
  registerStatus(program, run);
  registerStops(program, run);
  registerPolicy(program, run);
  registerBound(program, run);
  registerModel(program, run);
  registerConfig(program, run);
  registerSchema(program, run);
  registerCompletions(program, run);
  strict(program, invocation);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw explainSystemFailure(error) ?? error;
    if (error.exitCode === 0) return EXIT.fine;
    const { command, name } = namedIn(program, argv);
    const message =
      error.code === 'commander.help'
        ? `${name} needs a command: ${command.commands.map((item) => item.name()).join(', ')}`
        : error.message.replace(/^error: /, '').replace('command-argument value', 'the argument');
    throw new UsageError(message, name);
  }
  return code;
}

const WIDTH = 80;

/** The command an invocation named, as far as it named one: whose help to read. */
function namedIn(program: Command, argv: readonly string[]): { readonly command: Command; readonly name: string } {
  let command = program;
  const names = ['ballast'];
  for (const word of argv) {
    const child = command.commands.find((item) => item.name() === word);
    if (child === undefined) continue;
    command = child;
    names.push(word);
  }
  return { command, name: names.join(' ') };
}

function describeProgram(program: Command): void {
  program
    .description('Ballast: know what you hold, what you owe, what could go wrong, what to do, and prove it')
    .version(PROGRAM_VERSION)
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(WIDTH, process.stdout.columns ?? WIDTH) })
    .addHelpText('after', '\nExample:\n  ballast demo')
    .option('--config <file>', "the operator's file")
    .option('--policy <file...>', 'policy documents, instead of those the file names')
    .option('--state-dir <dir>', 'where state is kept')
    .option('--json', 'results as JSON with a versioned schema')
    .option('--md', 'results as Markdown')
    .option('--quiet', 'results only, no progress')
    .option('--yes', 'do not ask before something that cannot be undone')
    .option('--detailed-exitcode', 'exit 2 when there is something to do or a limit is breached')
    .showSuggestionAfterError(true);
}

/** Errors are thrown, not printed and exited, in every subcommand; help goes to the invocation's stdout. */
function strict(command: Command, invocation: Invocation): void {
  command.exitOverride().configureOutput({
    writeOut: invocation.streams.out,
    writeErr: () => undefined,
  });
  for (const child of command.commands) strict(child, invocation);
}
