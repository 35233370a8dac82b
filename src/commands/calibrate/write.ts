// `kd-gate calibrate write`: a program that measures models on a board.
import { listOf } from '../../base/one-of.ts';
import { must, reject } from '../../base/problem.ts';
import { isBoard } from '../../board/board.ts';
import { isBoardFile } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { makeProfiler } from '../../gate/profiler.ts';
import { PROFILER_KINDS, type ProfilerKind } from '../../gate/profiler-kinds.ts';
import { formatBytes } from '../../report/format.ts';
import { boardToTime } from './board.ts';
import { BUILTIN_SOURCES, modelsOf } from './models.ts';
import type { CalibrateOptions } from './options.ts';

const NEXT: Readonly<Record<ProfilerKind, (out: string) => string>> = {
  arduino: (out) =>
    `open ${out}/calibrate/calibrate.ino in the Arduino IDE, upload it, and save what the serial monitor shows`,
  'esp-idf': (out) => `in ${out}: idf.py set-target CHIP build flash monitor | tee board.log`,
  zephyr: (out) => `west build -b BOARD ${out} && west flash, and save the console`,
  c: (out) => `edit ${out}/port.cc, compile it with your TFLM, call kd_gate_calibrate(), and save what it prints`,
};

/** Returns what to do next. Runs inside an attempt. */
export async function writeProfiler(
  io: Io,
  engine: Engine,
  sources: readonly string[],
  { board: named, kind, out }: CalibrateOptions,
): Promise<string> {
  if (kind === undefined || out === undefined) {
    return reject('calibrate/options', `write needs --kind, one of ${listOf(PROFILER_KINDS)}, and --out FOLDER`);
  }
  const { board } = must(await boardToTime(io, named, undefined));
  if (!isBoard(board)) return reject('calibrate/options', ON_COMPUTERS);
  const models = must(await modelsOf(io, sources.length > 0 ? sources : BUILTIN_SOURCES));
  const { files, arenaBytes, modelBytes } = must(makeProfiler(kind, models, board, engine.makeKernels));
  if (arenaBytes > board.ramBytes || modelBytes > board.flashBytes) {
    const needs = `${formatBytes(arenaBytes)} of RAM and ${formatBytes(modelBytes)} of flash`;
    const has = `${board.id} has ${formatBytes(board.ramBytes)} and ${formatBytes(board.flashBytes)}`;
    reject('calibrate/model', `the models need ${needs}, and ${has}; name fewer or smaller ones`);
  }
  for (const { path } of files) must(await io.checkWritable(io.join(out, path)));
  for (const { path, text } of files) await io.write(io.join(out, path), text);
  const names = models.map(({ source }) => source).join(', ');
  const own = models.filter(({ source }) => !source.startsWith('builtin:')).map(({ source }) => ` ${source}`);
  // An id ships with kd-gate: its file is none of the user's.
  const target = named !== undefined && isBoardFile(named) ? '' : ' --out our-board.yaml';
  return [
    `${out}: measures ${names} with an arena of ${formatBytes(arenaBytes)}`,
    `1. ${NEXT[kind](out)}`,
    '   Build it as your own firmware: the same kernels, clock and compiler flags.',
    `2. kd-gate calibrate read board.log${own.join('')} --board ${named}${target}`,
    '',
  ].join('\n');
}

const ON_COMPUTERS =
  'computers run TensorFlow Lite, which brings its own program: benchmark_model --graph=x.tflite; then ' +
  '`kd-gate calibrate read LOG x.tflite --board FILE.yaml`';
