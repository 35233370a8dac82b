// `kd-gate run kd.yaml`: the whole gate, its report and its files.
import { InvalidArgumentError } from 'commander';
import { exitStatus } from '../budget/verdict.ts';
import { MOST_THREADS, parseThreads, THREADS_HELP, type Threads } from '../gate/threads.ts';
import { type BaseOptions, baseOptions, checkBase } from './base-options.ts';
import { type Command, JSON_REPORT } from './command.ts';
import { OUT_FOLDER, SPEC_FILE, STORE_FOLDER } from './defaults.ts';
import { warnOf } from './problems.ts';

interface Options extends BaseOptions {
  readonly model?: string;
  readonly out: string;
  readonly threads?: Threads;
  readonly engines?: string;
  /** False with --no-store. */
  readonly store: string | false;
  readonly json?: boolean;
}

export const runCommand: Command = {
  name: 'run',
  description: 'run the whole gate of kd.yaml',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    { flags: '--model <name>', description: 'only this model of kd.yaml' },
    {
      flags: '--out <folder>',
      description: 'where report.json, .md, .csv, .junit.xml and .sarif, and the firmware files are written',
      default: OUT_FOLDER,
    },
    {
      flags: '--threads <count>',
      description: `threads for training: 1 to ${MOST_THREADS}, or auto; changes the time, never the bytes`,
      parse: threads,
    },
    {
      flags: '--engines <folder>',
      description: 'folder whose node_modules has @tensorflow/tfjs-node or onnxruntime, which are then executed',
    },
    ...baseOptions('compare with the merge base of HEAD and this branch, tag or commit'),
    {
      flags: '--store <folder>',
      description: 'stored results, by the digest of their inputs',
      default: STORE_FOLDER,
    },
    { flags: '--no-store', description: 'measure everything anew and store nothing' },
    JSON_REPORT,
  ],
  async run({ machine, loadEngine }, [spec], { store, base, ...options }: Options) {
    checkBase({ ...options, base });
    const { performRun } = await import('./run/perform.ts');
    const { printReport } = await import('./report-file.ts');
    const io = machine.ioIn(machine.workspaceOf(spec));
    const settings = { ...options, baselineRef: base, store: store || undefined, resumes: true };
    const { report, warnings } = await performRun(io, machine, await loadEngine(), spec, settings);
    warnOf(io, warnings);
    printReport(io, report, options.json);
    if (!options.json) io.out(`report and firmware files in ${options.out}\n`);
    return exitStatus(report.verdict);
  },
};

function threads(text: string): Threads {
  const parsed = parseThreads(text);
  if (parsed === undefined) throw new InvalidArgumentError(`${THREADS_HELP}.`);
  return parsed;
}
