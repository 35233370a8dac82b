// A network's computation as data: calls of kernels with their addresses, and the barriers between threads.
// Every thread runs the same program over one memory, each its own share of every call's range.
import type { FloatKernels } from '../../simd/float-kernels.ts';
import { sumsOf } from '../../simd/sums.ts';

/** What changes from run to run; float64 values in the memory, in this order. */
export const SCALARS = ['count', 'learningRate', 'correction1', 'correction2', 'teacher', 'kept'] as const;
export type Scalar = (typeof SCALARS)[number];

/** The kernels of src/simd/float-kernels.ts, and what is so little work that it is done in TypeScript. */
export interface StepKernels extends FloatKernels {
  /** into = momentum * into + (1 - momentum) * value, elements [from, to). */
  movingAverage(value: number, into: number, momentum: number, from: number, to: number): void;
}

/** `times` the value of a scalar. */
export interface ScalarOperand {
  readonly scalar: Scalar;
  readonly times: number;
}

/** Address of the thread's own workspace. */
export type WorkspaceOperand = 'workspace';

/** What is split over the threads: `each` elements of every sample of the batch, blocks of the rows that are `each` of
 * every sample (src/simd/sums.ts), or `length` elements in pieces of `multiple`. */
export type WorkRange =
  | { readonly over: 'samples'; readonly each: number }
  | { readonly over: 'blocks'; readonly each: number }
  | { readonly over: 'elements'; readonly length: number; readonly multiple: number };

export interface Call {
  readonly kernel: StepName;
  /** All arguments but from and to. */
  readonly args: readonly (number | ScalarOperand | WorkspaceOperand)[];
  readonly range: WorkRange;
}

/** The kernels that run in steps: those that end in from and to. */
export type StepName = {
  [K in keyof StepKernels]: StepKernels[K] extends (...args: never[]) => void
    ? ReturnType<StepKernels[K]> extends void
      ? K
      : never
    : never;
}[keyof StepKernels];

export type Routine = readonly (Call | 'barrier')[];

export interface Program {
  /** How many threads run it. */
  readonly threads: number;
  /** Of the whole memory. */
  readonly memoryBytes: number;
  /** Address of the block through which the threads meet (threads/meeting.ts). */
  readonly control: number;
  /** Address of the scalars. */
  readonly scalars: number;
  /** Address of the first thread's workspace; those of the others follow. */
  readonly workspace: number;
  readonly workspaceBytes: number;
  readonly routines: readonly Routine[];
}

/** The share of thread `thread` of `threads`: whole samples, or whole pieces. */
export function shareOf(
  range: WorkRange,
  count: number,
  thread: number,
  threads: number,
): { from: number; to: number } {
  if (range.over === 'samples') {
    const { each } = range;
    return {
      from: Math.floor((count * thread) / threads) * each,
      to: Math.floor((count * (thread + 1)) / threads) * each,
    };
  }
  if (range.over === 'blocks') {
    const blocks = sumsOf(count * range.each);
    return { from: Math.floor((blocks * thread) / threads), to: Math.floor((blocks * (thread + 1)) / threads) };
  }
  const { length, multiple } = range;
  const pieces = Math.ceil(length / multiple);
  const start = (t: number) => Math.min(Math.floor((pieces * t) / threads) * multiple, length);
  return { from: start(thread), to: start(thread + 1) };
}
