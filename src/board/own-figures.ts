// What timings on a board itself say: of the same network the time, of others a factor with the band that it earned.
import { sha256Hex } from '../base/digest.ts';
import { exp, log } from '../base/elementary.ts';
import { attempt, must, type Outcome, withProblems } from '../base/problem.ts';
import { profileOf } from '../micro/profile.ts';
import { type ResolvedModel, resolve } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import type { Board, Computer, Timing } from './board.ts';
import { CALIBRATIONS, type Calibration, earnedBand } from './calibration.ts';
import { type CoreCycles, CYCLES } from './cores/cycles.ts';
import { countCycles } from './cycle-count.ts';
import { cyclesOfLine, isKept } from './flash-time.ts';
import { calibrationOf } from './latency.ts';

/** A timing with the file that it is of. */
export interface TimedFile {
  readonly timing: Timing;
  readonly bytes: Uint8Array;
}

const BY_NUMBERS: ReadonlySet<string> = new Set(['IF', 'WHILE']);

/** The same for networks that differ in their numbers alone: their Invoke executes the same instructions. */
export function layersDigest({ subgraphs, buffers }: Pick<Model, 'subgraphs' | 'buffers'>): string {
  const parts = subgraphs.map(({ tensors, operators, inputs, outputs }) => ({
    tensors: tensors.map(({ type, shape, buffer, isVariable, quantization }) => {
      return [type, shape, buffer > 0, isVariable, quantization?.scales.length, quantization?.quantizedDimension];
    }),
    operators: operators.map(
      ({ code, customCode, customOptions = new Uint8Array(), inputs: from, outputs: to, options }) => {
        return [code, customCode, sha256Hex(customOptions), from, to, Object.entries(options)];
      },
    ),
    ...{ inputs, outputs },
    // Numbers decide how often a loop turns and which branch is taken.
    ...(operators.some(({ code }) => BY_NUMBERS.has(code)) && { numbers: buffers.map(sha256Hex) }),
  }));
  return sha256Hex(new TextEncoder().encode(JSON.stringify(parts)));
}

/** Problems: those of `readModel`, with the model's name. */
function modelOf({ timing, bytes }: TimedFile): Outcome<Model> {
  return withProblems(readModel(bytes), (problem) => ({ ...problem, message: `${timing.model}: ${problem.message}` }));
}

/** A board or computer that knows the networks of its timings. Problems: those of `readModel`. */
export function withOwnTimes<T extends Board | Computer>(board: T, files: readonly TimedFile[]): Outcome<T> {
  return attempt(() => ({
    ...board,
    timings: files.map((file) => ({ ...file.timing, layers: layersDigest(must(modelOf(file))) })),
  }));
}

/** A board that estimates other models by its timings. Problems: those of `readModel`. */
export function withOwnCalibration(board: Board, files: readonly TimedFile[]): Outcome<Board> {
  return attempt(() => {
    const timed = must(withOwnTimes(board, files));
    return { ...timed, ownCalibration: must(calibrate(board, files)) };
  });
}

/** What one of a model's timings is worth: measured milliseconds for one that the core's cycles give. */
interface Ratio {
  readonly name: string;
  readonly ratio: number;
}

/** A band of one timing has nothing to be earned on; that of two is earned on one model each. */
const SINGLE_BAND = 30;
const LEAST_BANDS: readonly number[] = [SINGLE_BAND, 20, 15];
const MOST_OWN_BAND = 50;

function calibrate(board: Board, files: readonly TimedFile[]): Outcome<Calibration | NoFigure> {
  return attempt(() => {
    const base = baseOf(board);
    const ratios: Ratio[] = [];
    for (const file of files) {
      const { timing } = file;
      const resolved = resolve(must(modelOf(file)));
      const milliseconds = resolved.ok ? millisecondsOf(resolved.value, board, base) : undefined;
      // What can't be counted holds for its own network alone; the others give the factor.
      if (milliseconds !== undefined) ratios.push({ name: timing.model, ratio: timing.ms / milliseconds });
    }
    if (ratios.length > 0) return calibrationFrom(ratios, base);
    const reason = 'none of the models that were measured on this board has instructions that are counted';
    return calibrationOf(withoutOwn(board)) ?? { reason };
  });
}

/** What the measured times are compared with: of a chip with flash outside the share of that is the known chip's. */
type Base = Pick<Calibration, 'profile' | 'cycles' | 'factor' | 'flash'>;

/** Of the chip where it is known, else of the core, without another chip's flash; without either, an instruction a
 * cycle. */
function baseOf(board: Board): Base {
  const { profile } = board;
  const known = calibrationOf(withoutOwn(board)) ?? CALIBRATIONS.find((one) => one.profile === profile && !one.flash);
  const { cycles = 'instructions', factor = 1, flash } = known ?? {};
  return flash?.microsecondsPerLine === undefined ? { profile, cycles, factor: 1 } : { profile, cycles, factor, flash };
}

/** Undefined where an operator isn't counted. */
function millisecondsOf(model: ResolvedModel, board: Board, base: Base): number | undefined {
  const core: CoreCycles = CYCLES[base.cycles];
  const counted = countCycles(model, profileOf(board.profile), core);
  const { operators, missing, bandPercent } = counted;
  if (missing.length > 0 || bandPercent > 0) return undefined;
  // The profiler measures back to back.
  const readsNothing = isKept(counted, core);
  const cycles = operators.reduce((sum, { cycles: own, flashLines }) => {
    return sum + own * base.factor + (readsNothing ? 0 : flashLines * cyclesOfLine(base, board));
  }, 0);
  return cycles > 0 ? (1000 * cycles) / board.clockHz : undefined;
}

function calibrationFrom(ratios: readonly Ratio[], base: Base): Calibration | NoFigure {
  const left = ratios.map((one) => ({ ...one, error: errorWithout(ratios, one) }));
  const worst = left.reduce((most, one) => (one.error > most.error ? one : most));
  const earned = earnedBand(worst.error);
  if (earned > MOST_OWN_BAND) {
    const apart = `${worst.name} takes ${worst.error.toFixed(0)}% more or less than the others predict`;
    return {
      reason:
        `the timings of this board do not agree: ${apart}; measure again with one build, and check profile, clock ` +
        'and compiler flags',
    };
  }
  const scale = factorOf(ratios);
  const bandPercent = Math.max(earned, LEAST_BANDS[Math.min(ratios.length, LEAST_BANDS.length) - 1]);
  const { profile, cycles, flash } = base;
  const perLine = flash?.microsecondsPerLine;
  return {
    ...{ profile, cycles, factor: rounded(base.factor * scale) },
    ...(flash &&
      perLine !== undefined && {
        flash: { ...flash, microsecondsPerLine: rounded(perLine * scale), isWarm: true },
      }),
    ...{ bandPercent, source: sourceOf(ratios, earned) },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function sourceOf(ratios: readonly Ratio[], earned: number): string {
  if (ratios.length === 1) {
    return `measured on your board: 1 model (${ratios[0].name}); ±${SINGLE_BAND}% until more are measured`;
  }
  const names = ratios.map(({ name }) => name).join(', ');
  const models = `${ratios.length} models (${names})`;
  return `measured on your board: ${models}, each predicted from the others within ${earned}%`;
}

/** The geometric mean. */
function factorOf(ratios: readonly Ratio[]): number {
  return exp(ratios.reduce((sum, { ratio }) => sum + log(ratio), 0) / ratios.length);
}

/** In percent of what was measured, of the prediction by all others; 0 where there are none. */
function errorWithout(ratios: readonly Ratio[], one: Ratio): number {
  const others = ratios.filter((other) => other !== one);
  return others.length === 0 ? 0 : Math.abs((100 * factorOf(others)) / one.ratio - 100);
}

function withoutOwn({ ownCalibration: _, ...board }: Board): Board {
  return board;
}

/** The time of this very file, or of a network that differs in its weights alone. */
export interface OwnTime {
  readonly latencyMs: number;
  readonly bandPercent?: number;
  readonly source: string;
}

/** Two builds of one network differ by little: where its arrays lie, and what a cache keeps of them. */
const SAME_LAYERS_BAND = 5;

/** `sha256`: of the file. */
export function ownTimeOf(
  { timings = [] }: Pick<Board, 'timings'>,
  sha256: string,
  model: Pick<Model, 'subgraphs' | 'buffers'>,
): OwnTime | undefined {
  const same = timings.find((timing) => timing.sha256 === sha256);
  if (same) return { latencyMs: same.ms, source: `measured on your board: this model (${same.model})` };
  const layers = timings.some((timing) => timing.layers !== undefined) ? layersDigest(model) : undefined;
  const found = timings.filter((timing) => timing.layers !== undefined && timing.layers === layers);
  if (found.length === 0) return undefined;
  // Their order in the file says nothing.
  const alike = found.reduce((slowest, timing) => (timing.ms > slowest.ms ? timing : slowest));
  const source = `measured on your board: ${alike.model}, the same network with other weights`;
  return { latencyMs: alike.ms, bandPercent: SAME_LAYERS_BAND, source };
}
