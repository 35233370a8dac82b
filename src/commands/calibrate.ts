// `kd-gate calibrate`: what models take on a board of one's own, as a program to flash and a log to read.
import { InvalidArgumentError } from 'commander';
import { listOf } from '../base/one-of.ts';
import { reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { PROFILER_KINDS, type ProfilerKind } from '../gate/profiler-kinds.ts';
import type { CalibrateOptions } from './calibrate/options.ts';
import type { Command } from './command.ts';

export const calibrateCommand: Command = {
  name: 'calibrate',
  description: 'measure a board of your own: write a program for it, read its log',
  group: 'Other',
  arguments: [
    {
      usage: '<step>',
      description: '"write" a program that measures models, or "read" the log that it printed',
      choices: ['write', 'read'],
    },
    {
      usage: '[files...]',
      description:
        'of write: .tflite files, builtin:NAME, or nothing for those that kd-gate makes; ' +
        'of read: the log, then .tflite files',
    },
  ],
  options: [
    { flags: '--board <file>', description: 'your board file, or an id of `kd-gate boards`' },
    {
      flags: '--kind <toolchain>',
      description: `of write: one of ${listOf(PROFILER_KINDS)}`,
      choices: PROFILER_KINDS,
      parse: kindNamed,
    },
    { flags: '--out <path>', description: 'of write: a folder; of read: the board file (default: that of --board)' },
    { flags: '--json', description: 'of read: print JSON instead of a table' },
  ],
  async run({ io, loadEngine }, values, options: CalibrateOptions) {
    // Commander gives what `...` gathers as a list.
    const [step, ...files] = values.flat();
    if (step === 'write') {
      const { writeProfiler } = await import('./calibrate/write.ts');
      io.out(await writeProfiler(io, await loadEngine(), files, options));
      return 0;
    }
    if (step !== 'read') reject('calibrate/options', `there is no step ${quote(step)}; there are write and read`);
    const { readLog } = await import('./calibrate/read.ts');
    const { renderCalibration, renderCalibrationJson } = await import('./calibrate/text.ts');
    const calibrated = await readLog(io, loadEngine, files, options);
    io.out(options.json ? renderCalibrationJson(calibrated) : renderCalibration(calibrated));
    return 0;
  },
};

function kindNamed(text: string): ProfilerKind {
  const kind = PROFILER_KINDS.find((name) => name === text);
  if (kind === undefined) throw new InvalidArgumentError(`Write one of ${listOf(PROFILER_KINDS)}.`);
  return kind;
}
