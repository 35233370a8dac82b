// A board: the memory that firmware on it can use, and the core and kernels that run the model.
import type { NoFigure } from '../micro/work/work.ts';
import type { Calibration } from './calibration.ts';

/** What somebody measured on the board itself: one Invoke of a model. */
export interface Timing {
  /** Path of the .tflite file beside the board's, or `builtin:NAME` of a model that kd-gate makes. */
  readonly model: string;
  /** Of that file when it was measured; looked up when the board is (config/resolve-boards.ts). */
  readonly sha256?: string;
  readonly ms: number;
  /** Of the network without its weights (own-figures.ts), once the file has been read. */
  readonly layers?: string;
}

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  /** Core and kernel library as in src/micro/profile.ts: `cortex-m4f/cmsis_nn`. */
  readonly profile: string;
  readonly clockHz: number;
  /** The largest contiguous RAM region that an arena can lie in; the firmware's own needs are not subtracted. */
  readonly ramBytes: number;
  readonly ramNote?: string;
  readonly flashBytes: number;
  /** Where code and weights lie: in the chip's own flash, or in a memory outside that it reads through a cache. */
  readonly flash?: 'internal' | 'external';
  readonly flashNote?: string;
  readonly timings?: readonly Timing[];
  /** What the timings say of other models; undefined without any, and before their files have been read. */
  readonly ownCalibration?: Calibration | NoFigure;
  /** Where the figures come from. */
  readonly sources: readonly string[];
}

/** A computer or phone, which runs TensorFlow Lite itself: it has no arena, and time only as somebody measured it. */
export interface Computer {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly runtime: 'tflite';
  readonly clockHz?: number;
  readonly timings?: readonly Timing[];
  readonly sources: readonly string[];
}

/** A board that TFLM's profiles don't cover: it can be named, and the verdict says why there is no figure. */
export interface OtherBoard {
  readonly id: string;
  readonly name: string;
  readonly mcu: string;
  readonly clockHz: number;
  readonly reason: string;
  readonly sources: readonly string[];
}

/** What kd.yaml and the command line may name. */
export type NamedBoard = Board | Computer | OtherBoard;

export function isBoard(board: NamedBoard): board is Board {
  return 'profile' in board;
}

export function isComputer(board: NamedBoard): board is Computer {
  return 'runtime' in board;
}
