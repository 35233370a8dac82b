// A board: the memory that firmware on it can use, and the core and kernels that run the model.

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
  /** Where the figures come from. */
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
export type NamedBoard = Board | OtherBoard;
