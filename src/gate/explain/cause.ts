// Ways in which a board's answers become others than the simulator's: what would be wrong there, and what mends it.

export interface Cause {
  /** Stable, for --json. */
  readonly id: CauseId;
  /** What the board would do, as a clause: `the input was not normalized`. */
  readonly says: string;
  readonly remedy: string;
}

export type CauseId = InputCauseId | OutputCauseId | RunCauseId;

export type InputCauseId =
  | ('input-sign' | 'input-zeros' | 'input-zero-points' | 'input-no-zero-point' | 'input-no-scale')
  | ('input-other-range' | 'input-raw' | 'input-twice' | 'input-truncated' | 'input-wrapped')
  | ('input-bgr' | 'input-nchw' | 'input-nhwc' | 'input-transposed' | 'input-flipped' | 'input-mirrored')
  | ('input-endian' | 'input-shifted' | 'input-header' | 'inputs-swapped');

export type OutputCauseId = 'output-offset' | 'output-endian' | 'output-late' | 'output-nchw' | 'outputs-swapped';

export type RunCauseId =
  | 'state-kept'
  | 'state-reset'
  | 'input-once'
  | 'rounding-once'
  | 'rounding-float'
  | 'other-model';
