// `kd-gate measure model.tflite`: what any model costs on the chip, and with data how well it answers.
import { InvalidArgumentError } from 'commander';
import { listOf } from '../base/one-of.ts';
import { DEFAULT_TASK, TASKS, type Task } from '../base/task.ts';
import { FIRMWARE_KINDS, type FirmwareKind } from '../gate/artifacts.ts';
import type { ExitStatus } from '../gate/io.ts';
import type { Command } from './command.ts';
import type { FileMeasurement } from './measure/measure-file.ts';
import type { MeasureOptions } from './measure/options.ts';
import { STREAM_OPTIONS } from './measure/stream-options.ts';
import { collect, divisor, finite } from './option-values.ts';

export const measureCommand: Command = {
  name: 'measure',
  description: 'measure any .tflite model',
  group: 'One model',
  arguments: [{ usage: '<model>', description: 'path of the .tflite file' }],
  options: [
    {
      flags: '--profile <core/library>',
      description: 'a core and kernel library, e.g. cortex-m4f/cmsis_nn; repeatable (default: those of Arm and esp_nn)',
      parse: collect,
    },
    {
      flags: '--against <core/library>',
      description: 'what changes from --profile, or from the profile of --board, to this one: memory, time, answers',
    },
    { flags: '--board <id>', description: 'a board of `kd-gate boards` or a board file; repeatable', parse: collect },
    { flags: '--inputs <file>', description: "raw records to run, each the graph's inputs in order" },
    { flags: '--dump <file>', description: "write the outputs of every record, each the graph's outputs in order" },
    {
      flags: '--stateful',
      description:
        'keep the state of variables between records; with --data over each recording, see docs/streaming.md',
    },
    {
      flags: '--tensors <file>',
      description: 'write the CRC-32 of every tensor after the first record, as JSON by index',
    },
    { flags: '--data <x.npy>', description: 'test samples, first dimension the count' },
    {
      flags: '--labels <y.npy>',
      description: 'their class numbers; of other tasks 0 or 1, or values, [samples, outputs]',
    },
    {
      flags: '--task <task>',
      description: `with --data, what the outputs mean: ${listOf(TASKS)} (default: ${DEFAULT_TASK})`,
      choices: TASKS,
      parse: taskNamed,
    },
    {
      flags: '--subtract <number>',
      description: 'with --data or --firmware: the model is fed (value - subtract) / divide',
      parse: finite,
    },
    {
      flags: '--divide <number>',
      description: "as --subtract; without both, values of the input's own integer type go in as they are",
      parse: divisor,
    },
    ...STREAM_OPTIONS,
    { flags: '--threshold <number>', description: 'with --data: what a yes must exceed', parse: finite },
    {
      flags: '--firmware <toolchain>',
      description: `with --out: write the files for firmware: ${listOf(FIRMWARE_KINDS)}; repeatable`,
      choices: FIRMWARE_KINDS,
      parse: collectKinds,
    },
    { flags: '--out <folder>', description: 'with --firmware: where to write them' },
    { flags: '--html <file>', description: 'write the figures and their pictures as one HTML file' },
    { flags: '--json', description: 'print JSON instead of tables' },
  ],
  async run({ io, loadEngine }, [file], options: MeasureOptions) {
    const { measureFile } = await import('./measure/measure-file.ts');
    const { renderMeasurement, renderMeasurementJson } = await import('./measure/text.ts');
    const engine = await loadEngine();
    const { against } = options;
    if (against !== undefined) {
      const { measureAgainst, statusOfUpdate } = await import('./measure/against.ts');
      const { renderUpdate, renderUpdateJson } = await import('./measure/against-text.ts');
      const update = await measureAgainst(io, engine, file, { ...options, against });
      io.out(options.json ? renderUpdateJson(update, engine.version) : renderUpdate(update));
      return statusOfUpdate(update);
    }
    const measurement = await measureFile(io, engine, file, options);
    if (options.html !== undefined) {
      const { writeMeasurementHtml } = await import('./measure/html.ts');
      await writeMeasurementHtml(io, options.html, measurement, engine);
    }
    io.out(options.json ? renderMeasurementJson(measurement, engine.version) : renderMeasurement(measurement));
    return statusOnBoards(measurement);
  },
};

/** 1 where the model doesn't fit or run on a board, 3 where a board can't be measured. */
function statusOnBoards({ boards, unmeasuredBoards }: FileMeasurement): ExitStatus {
  if (boards.some(({ fits }) => !fits)) return 1;
  return unmeasuredBoards.length > 0 ? 3 : 0;
}

function collectKinds(text: string, before: readonly FirmwareKind[] = []): readonly FirmwareKind[] {
  const kind = FIRMWARE_KINDS.find((name) => name === text);
  if (kind === undefined) throw new InvalidArgumentError(`Write one of ${listOf(FIRMWARE_KINDS)}.`);
  return [...before, kind];
}

function taskNamed(text: string): Task {
  const task = TASKS.find((name) => name === text);
  if (task === undefined) throw new InvalidArgumentError(`Write one of ${listOf(TASKS)}.`);
  return task;
}
