// The command line: commands, their options and their help.
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { ExitStatus, Io } from '../gate/io.ts';
import { parseThreads, THREADS_HELP, type Threads } from '../gate/threads.ts';
import { printable } from '../report/text.ts';
import type { InitOptions } from './init.ts';
import type { MeasureOptions } from './measure.ts';
import type { MergeOptions } from './merge.ts';
import type { RunOptions } from './run.ts';

/** What each command does; the shell supplies them, so that only the one that runs is loaded. */
export interface Actions {
  run(spec: string, options: RunOptions): Promise<ExitStatus>;
  measure(model: string, options: MeasureOptions): Promise<ExitStatus>;
  init(file: string, options: InitOptions): Promise<ExitStatus>;
  plan(spec: string): Promise<ExitStatus>;
  merge(spec: string, options: MergeOptions): Promise<ExitStatus>;
  schema(name: string): Promise<ExitStatus>;
  boards(options: { readonly json?: boolean }): Promise<ExitStatus>;
}

const EXIT_HELP = `
Exit status: 0 pass, 1 a budget failed, 2 a mistake in kd.yaml, a file or the command line, 3 could not measure.`;

/** Parses and runs; help and version go to the output, mistakes to the error stream with status 2. */
export async function runProgram(
  argv: readonly string[],
  io: Io,
  version: string,
  actions: Actions,
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = new Command('kd-gate')
    .description('Gate for neural networks on microcontrollers: distill, quantize, simulate, judge.')
    .version(version)
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      // Commander repeats the word that it doesn't know.
      writeErr: (text) => io.err(`${text.trimEnd().split('\n').map(printable).join('\n')}\n`),
    });
  const command = (usage: string, description: string) => {
    const added = program.command(usage).description(description);
    return added.allowExcessArguments(false);
  };
  const done = (promise: Promise<ExitStatus>) =>
    promise.then((result) => {
      status = result;
    });

  command('run', 'run the whole gate of kd.yaml')
    .argument('[spec]', 'path of kd.yaml', 'kd.yaml')
    .option('--model <name>', 'only this model of kd.yaml')
    .option('--out <folder>', 'where report.json, report.md and the firmware files are written', 'kd-gate-out')
    .option('--threads <count>', 'threads for training: 1 to 256, or auto; changes the time, never the bytes', threads)
    .option('--base <ref>', 'compare with the merge base of HEAD and this branch, tag or commit')
    .option('--no-ratchet', 'fail a budget also where the base exceeds it already')
    .option('--store <folder>', 'stored results, by the digest of their inputs', '.kd-gate')
    .option('--no-store', 'measure everything anew and store nothing')
    .option('--json', 'print report.json instead of the table')
    .action((spec, options) => done(actions.run(spec, { ...options, store: options.store || undefined })));
  command('measure', 'measure any .tflite model')
    .argument('<model>', 'path of the .tflite file')
    .option(
      '--profile <core/library>',
      'a core and kernel library, e.g. cortex-m4f/cmsis_nn; repeatable (default: all)',
      collect,
    )
    .option('--board <id>', 'a board of `kd-gate boards` or a board file; repeatable', collect)
    .option('--inputs <file>', "raw records to run, each the graph's inputs in order")
    .option('--dump <file>', "write the outputs of every record, each the graph's outputs in order")
    .option('--stateful', 'keep the state of variables between records')
    .option('--tensors <file>', 'write the CRC-32 of every tensor after the first record, as JSON by index')
    .option('--data <x.npy>', 'test samples, first dimension the count')
    .option('--labels <y.npy>', 'their class numbers')
    .option('--subtract <number>', 'with --data: the model is fed (value - subtract) / divide', finite)
    .option(
      '--divide <number>',
      "with --data: see --subtract; without both, values of the input's own integer type go in as they are",
      divisor,
    )
    .option('--json', 'print JSON instead of tables')
    .action((model, options) => done(actions.measure(model, options)));
  command('init', 'write a first kd.yaml')
    .argument('[file]', 'where to write it', 'kd.yaml')
    .option('--force', 'replace a file that is there')
    .action((file, options) => done(actions.init(file, options)));
  command('plan', 'print the models of kd.yaml as a matrix of jobs')
    .argument('[spec]', 'path of kd.yaml', 'kd.yaml')
    .action((spec) => done(actions.plan(spec)));
  command('merge', 'join the reports of several jobs into one verdict')
    .argument('[spec]', 'path of kd.yaml', 'kd.yaml')
    .option('--reports <folder>', 'where the report.json of every job lies, in any folder below', 'reports')
    .option('--out <folder>', 'where the joined report is written', 'kd-gate-out')
    .option('--json', 'print report.json instead of the table')
    .action((spec, options) => done(actions.merge(spec, options)));
  command('schema', 'print a JSON Schema')
    .argument('[name]', 'kd (of kd.yaml), report (of report.json) or board (of a board file)', 'kd')
    .action((name) => done(actions.schema(name)));
  command('boards', 'list the boards that kd.yaml may name')
    .option('--json', 'print JSON instead of a table')
    .action((options) => done(actions.boards(options)));

  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

function threads(text: string): Threads {
  const parsed = parseThreads(text);
  if (parsed === undefined) throw new InvalidArgumentError(`${THREADS_HELP}.`);
  return parsed;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Write a number.');
  return value;
}

function divisor(text: string): number {
  const value = finite(text);
  if (value === 0) throw new InvalidArgumentError('Write a number that is not 0.');
  return value;
}
