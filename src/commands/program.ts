// The command line: help, the command that is named, and the exit status of what it does.
import * as commander from 'commander';
import { attemptLater } from '../base/problem.ts';
import { visible } from '../base/quote.ts';
import type { ExitStatus } from '../gate/io.ts';
import { type Command, GROUPS, type Group, type Host } from './command.ts';
import { reportProblems } from './problems.ts';

const AFTER_HELP = `
First steps:
  kd-gate init --demo                 a kd.yaml with data beside it, to try; then: kd-gate run
  kd-gate init --from model.tflite    a kd.yaml for what you have, a Keras file and data too
  kd-gate measure model.tflite        what a model costs, without any kd.yaml

kd-gate COMMAND --help says more; all pages: https://github.com/kd-gate/kd-gate/tree/main/docs
Exit status: 0 pass, 1 a budget failed, 2 a mistake in kd.yaml, a file or the command line, 3 could not measure.`;

/** Parses and runs; help and version go to the output, mistakes to the error stream with status 2. */
export async function runProgram(
  argv: readonly string[],
  host: Host,
  version: string,
  commands: readonly Command[],
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new commander.Command('kd-gate')
    .description('Gate for neural networks on microcontrollers: distill, quantize, simulate, judge.')
    .version(version)
    .addHelpText('after', AFTER_HELP)
    // Where commander puts its own `help`.
    .commandsGroup('Other:')
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.io.out(text),
      // Commander repeats the word that it doesn't know.
      writeErr: (text) => host.io.err(`${text.trimEnd().split('\n').map(visible).join('\n')}\n`),
    });
  for (const command of inGroups(commands)) {
    const added = declare(program, command);
    added.action(async () => {
      status = await executeCommand(command, host, added.processedArgs, added.opts());
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof commander.CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** The one place of the command line where a mistake of the user becomes text and an exit status. */
export async function executeCommand(
  command: Command,
  host: Host,
  values: readonly string[],
  options: object,
): Promise<ExitStatus> {
  const outcome = await attemptLater(() => command.run(host, values, options));
  return outcome.ok ? outcome.value : reportProblems(host.io, outcome.problems);
}

/** Commander lists groups as it meets them. */
function inGroups(commands: readonly Command[]): readonly Command[] {
  return GROUPS.flatMap((group) => commands.filter((command) => groupOf(command) === group));
}

function groupOf({ group = 'Other' }: Command): Group {
  return group;
}

function declare(program: commander.Command, command: Command): commander.Command {
  const added = program
    .command(command.name, { hidden: command.isHidden })
    .helpGroup(`${groupOf(command)}:`)
    .description(command.description)
    .allowExcessArguments(false);
  for (const { usage, description, default: standard } of command.arguments ?? []) {
    added.argument(usage, description, standard);
  }
  for (const { flags, description, default: standard, parse } of command.options ?? []) {
    const option = new commander.Option(flags, description).default(standard);
    added.addOption(parse ? option.argParser(parse) : option);
  }
  return added;
}
