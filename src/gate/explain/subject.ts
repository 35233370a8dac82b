// What is explained: a model, what a board was fed, and how kd-gate runs it.
import type { PlannedBuffer } from '../../micro/arena/arena.ts';
import type { Interpreter } from '../../micro/interpret.ts';
import type { ResolvedModel } from '../../micro/resolve.ts';
import type { MakeKernels } from '../../simd/kernels.ts';
import type { InputPart } from './input-causes.ts';
import type { Records } from './runs.ts';

export interface Subject {
  readonly resolved: ResolvedModel;
  readonly interpreter: Interpreter;
  readonly makeKernels: MakeKernels;
  /** The arena with the board's kernels. */
  readonly planned: readonly PlannedBuffer[];
  readonly records: Records;
  /** Of each record, the parts of it that the input causes change. */
  readonly parts: readonly (readonly InputPart[])[];
  /** Whether state is meant to go on from record to record. */
  readonly isStateful: boolean;
}
