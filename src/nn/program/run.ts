// Runs a thread's share of a program's routines.
import type { Kernels } from '../../simd/kernels.ts';
import {
  type Call,
  type Program,
  SCALARS,
  type Scalar,
  type ScalarOperand,
  type StepKernels,
  shareOf,
} from './program.ts';

/** Runs routine `routine`; `meet` waits for the other threads. */
export type RunRoutine = (routine: number, meet: () => void) => void;

export function runnerOf(program: Program, kernels: Kernels, thread: number): RunRoutine {
  const scalars = scalarsOf(program, kernels.memory);
  const steps: StepKernels = { ...kernels, movingAverage: movingAverageOver(kernels.memory) };
  const workspace = program.workspace + thread * program.workspaceBytes;
  const routines = program.routines.map((routine) =>
    routine.map((step) => (step === 'barrier' ? undefined : bind(step, steps, scalars, workspace))),
  );
  return (routine, meet) => {
    const count = scalars[0];
    for (const step of routines[routine]) {
      if (step) step(count, thread, program.threads);
      else meet();
    }
  };
}

function scalarsOf(program: Program, memory: SharedArrayBuffer): Float64Array {
  return new Float64Array(memory, program.scalars, SCALARS.length);
}

/** Writes all scalars at once; those that aren't named are 0. */
export function scalarSetter(program: Program, memory: SharedArrayBuffer) {
  const scalars = scalarsOf(program, memory);
  return (values: Partial<Record<Scalar, number>>) => {
    SCALARS.forEach((name, i) => {
      scalars[i] = values[name] ?? 0;
    });
  };
}

type BoundCall = (count: number, thread: number, threads: number) => void;

function bind({ kernel, args, range }: Call, steps: StepKernels, scalars: Float64Array, workspace: number): BoundCall {
  // The compiler checked the arguments of every call; across a table of all kernels TypeScript can't see it again.
  const run = steps[kernel] as (...values: number[]) => void;
  const values = args.map((arg) => (arg === 'workspace' ? workspace : typeof arg === 'number' ? arg : 0));
  const changing = args.flatMap((arg, at) =>
    typeof arg === 'object' ? [{ at, from: SCALARS.indexOf(arg.scalar), times: (arg as ScalarOperand).times }] : [],
  );
  values.push(0, 0);
  const last = values.length - 1;
  return (count, thread, threads) => {
    const { from, to } = shareOf(range, count, thread, threads);
    if (from === to) return;
    for (const { at, from: scalar, times } of changing) values[at] = scalars[scalar] * times;
    values[last - 1] = from;
    values[last] = to;
    run(...values);
  };
}

function movingAverageOver(memory: SharedArrayBuffer): StepKernels['movingAverage'] {
  const floats = new Float32Array(memory);
  const f32 = Math.fround;
  return (value, into, momentum, from, to) => {
    const [kept, taken] = [f32(momentum), f32(1 - momentum)];
    for (let i = from; i < to; i++) {
      const at = (into >>> 2) + i;
      floats[at] = f32(kept * floats[at]) + f32(taken * floats[(value >>> 2) + i]);
    }
  };
}
