// `kd-gate run kd.yaml`: the whole gate, its report and its files.
import { reject } from '../base/problem.ts';
import { exitStatus } from '../budget/verdict.ts';
import { type BaseOptions, baseOptions, checkBase } from './base-options.ts';
import { type Command, JSON_REPORT } from './command.ts';
import { OUT_FOLDER, SPEC_FILE, STORE_FOLDER } from './defaults.ts';
import { besideText, placesOf } from './places.ts';
import { warnOf } from './problems.ts';
import { trainingsOption } from './suggest/trainings.ts';
import { TRAINING_OPTIONS, type TrainingOptions } from './training-options.ts';

interface Options extends BaseOptions, TrainingOptions {
  readonly model?: string;
  readonly out?: string;
  readonly suggest?: number;
  /** False with --no-store. */
  readonly store?: string | boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export const runCommand: Command = {
  name: 'run',
  description: 'run the whole gate of kd.yaml',
  group: 'Judge',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    { flags: '--model <name>', description: 'only this model of kd.yaml' },
    {
      flags: '--out <folder>',
      description: `where the report, its pictures and the firmware files are written (${besideText(OUT_FOLDER)})`,
    },
    ...TRAINING_OPTIONS,
    ...baseOptions('compare with the merge base of HEAD and this branch, tag or commit'),
    {
      flags: '--store <folder>',
      description: `stored results, by the digest of their inputs (${besideText(STORE_FOLDER)})`,
    },
    { flags: '--no-store', description: 'measure everything anew and store nothing' },
    {
      flags: '--suggest <trainings>',
      description: 'where a model fails, train others for as much work as so many of its trainings until one passes',
      parse: trainingsOption,
    },
    { flags: '--watch', description: 'judge again whenever kd.yaml or a file that it names is saved, until Ctrl-C' },
    JSON_REPORT,
  ],
  async run(host, [spec], { store, base, suggest: trainings, watch = false, ...options }: Options) {
    const { machine, loadEngine } = host;
    checkBase({ ...options, base });
    if (watch && options.json) {
      reject('arguments/out', '--watch prints what changed; leave out --json and read report.json in --out');
    }
    const { performRun } = await import('./run/perform.ts');
    const { printReport } = await import('./report-file.ts');
    const io = machine.ioIn(machine.workspaceOf(spec));
    const places = placesOf(io, spec, options.out, store);
    const settings = { ...options, ...places, trainings, baselineRef: base, resumes: true, isOutIgnored: true };
    if (watch) {
      const { watchRun } = await import('./run/watch.ts');
      return watchRun(host, io, spec, settings);
    }
    const { report, warnings } = await performRun(io, machine, await loadEngine(), spec, settings);
    warnOf(io, warnings);
    printReport(io, report, options.json);
    if (!options.json) io.out(`report and firmware files in ${places.out}\n`);
    const isUnhelped = report.models.some(({ verdict, proposal }) => verdict === 'fail' && !proposal);
    if (isUnhelped) io.err(`kd-gate suggest ${spec} looks for a change with which it passes\n`);
    return exitStatus(report.verdict);
  },
};
