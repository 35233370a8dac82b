// The program that measures models on a board, and what kd-gate's own run of them says that the board should answer.
import { crc32, sha256Hex } from '../base/digest.ts';
import { attempt, must, type Outcome, placed } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { identifierOf } from '../compress/firmware/c-text.ts';
import {
  type Fill,
  type ProfilerFile,
  type ProfilerModel,
  profilerFiles,
} from '../compress/firmware/profiler/files.ts';
import { FILL_FACTOR, FILL_SEED, FILL_STEP } from '../compress/firmware/profiler/input.ts';
import type { ProfilerKind } from '../compress/firmware/profiler/kinds.ts';
import type { Interpreter } from '../micro/interpret.ts';
import { profileOf } from '../micro/profile.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import { type ModelMeasurement, measureModel, runRecords } from './measure.ts';

export interface NamedBytes {
  /** Of its file, without the ending. */
  readonly name: string;
  /** The path of its file, or `builtin:NAME`. */
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** What a board that runs the same kernels prints of a model. */
export interface ExpectedFigures {
  readonly sha256: string;
  readonly dataCrc: number;
  readonly answersCrc: number;
  /** Whether the board may differ in the last bits: compilers compute floats in other orders. */
  readonly hasFloats: boolean;
  readonly arenaUsedBytes: number;
}

/** Problems: those of `measureModel`, and what the model refuses of the fixed input. */
export function expectedOf(bytes: Uint8Array, board: Board, makeKernels: MakeKernels): Outcome<ExpectedFigures> {
  return attempt(() => {
    const measured = must(measureModel(bytes, [profileOf(board.profile)], makeKernels));
    const { interpreter, figures } = measured;
    const { outputs } = must(runRecords(interpreter, fixedInput(interpreter), false));
    return {
      ...{ sha256: figures.sha256, dataCrc: crc32(bytes), answersCrc: crc32(outputs) },
      hasFloats: [...interpreter.inputs, ...interpreter.outputs].some(({ type }) => type === 'FLOAT32'),
      arenaUsedBytes: figures.profiles[board.profile].arenaUsedBytes,
    };
  });
}

/** Other builds of the kernels take more than the least arena: a quarter, of ESP-NN's at most twice as much. */
const SPARE_BYTES = 1024;

export interface Profiler {
  readonly files: readonly ProfilerFile[];
  readonly arenaBytes: number;
  readonly modelBytes: number;
}

/** Problems: those of `measureModel`, and what a model refuses of the fixed input. */
export function makeProfiler(
  kind: ProfilerKind,
  models: readonly NamedBytes[],
  board: Board,
  makeKernels: MakeKernels,
): Outcome<Profiler> {
  return attempt(() => {
    const used = new Set<string>();
    const parts = models.map(({ name, source, bytes }) => {
      const measured = must(placed(measureModel(bytes, [profileOf(board.profile)], makeKernels), { file: source }));
      must(placed(runRecords(measured.interpreter, fixedInput(measured.interpreter), false), { file: source }));
      const identifier = freeName(identifierOf(name), used);
      return { measured, part: profilerModel(identifier, measured) };
    });
    const most = Math.max(...parts.map(({ measured }) => measured.figures.profiles[board.profile].arenaMinBytes));
    const arenaBytes = kind === 'esp-idf' ? 2 * most + SPARE_BYTES : Math.ceil(1.25 * most) + SPARE_BYTES;
    const input = { models: parts.map(({ part }) => part), arenaBytes };
    const modelBytes = models.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return { files: profilerFiles(kind, input), arenaBytes, modelBytes };
  });
}

/** Names of files in two folders may be one. */
function freeName(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let i = 2; used.has(name); i++) name = `m${i}_${wanted}`.slice(0, wanted.length + 4);
  used.add(name);
  return name;
}

function profilerModel(identifier: string, { bytes, model, interpreter, figures }: ModelMeasurement): ProfilerModel {
  const fills = interpreter.inputs.map(({ type }) => fillOf(type));
  return {
    identifier,
    bytes,
    model,
    sha256: sha256Hex(bytes),
    fills,
    resourceVariables: figures.resourceVariables ?? 0,
  };
}

type InputType = Interpreter['inputs'][number]['type'];

/** Any byte is a value of these; an index or a truth is not. */
function fillOf(type: InputType): Fill {
  if (type === 'FLOAT32') return 'floats';
  return type === 'INT8' || type === 'UINT8' || type === 'INT16' ? 'bytes' : 'zeros';
}

/** As `Fill` of the board's program makes it. */
function fixedInput({ inputs }: Interpreter): Uint8Array {
  const record = new Uint8Array(inputs.reduce((sum, { bytes }) => sum + bytes, 0));
  const view = new DataView(record.buffer);
  let state = FILL_SEED;
  let from = 0;
  for (const { type, bytes } of inputs) {
    const fill = fillOf(type);
    const step = fill === 'floats' ? 4 : 1;
    for (let at = 0; at + step <= bytes; at += step) {
      state = (Math.imul(state, FILL_FACTOR) + FILL_STEP) >>> 0;
      const value = fill === 'zeros' ? 0 : (state >> 24) | 0;
      if (fill === 'floats') view.setFloat32(from + at, value / 128, true);
      else view.setInt8(from + at, value);
    }
    from += bytes;
  }
  return record;
}
