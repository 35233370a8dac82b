// The trainer: a program in one memory, run by this thread and its workers.
import { reject } from '../base/problem.ts';
import { type Random, random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import type { Kernels } from '../simd/kernels.ts';
import { createMemory, wasmKernels } from '../simd/wasm.ts';
import { stepsOf } from './optimizers/index.ts';
import { type Compiled, compile, INFER, TRAIN } from './program/compile.ts';
import { floatsAt, loadNetwork } from './program/load.ts';
import { withParameters } from './program/parameters.ts';
import { type Program, SCALARS, type Scalar } from './program/program.ts';
import { runnerOf, scalarsOf } from './program/run.ts';
import { crewOf, serve } from './threads/meeting.ts';
import type { MakeTrainer, Optimizer, Trainer, TrainerOptions } from './trainer.ts';

/** What one more thread needs to take part; can be posted to a worker. */
export interface Job {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly program: Program;
  /** From 1; the main thread is 0. */
  readonly thread: number;
}

export interface Machine {
  readonly module: WebAssembly.Module;
  /** The most threads. */
  readonly threads: number;
  /** All of them, even where there is too little to do. */
  readonly everyThread?: boolean;
  /** Starts a thread that calls `join` with this job; done as soon as it runs. */
  readonly startWorker: (job: Job) => Promise<void>;
}

/** What a machine of one thread is made of: kernels over a memory. */
export type KernelsOver = (memory: WebAssembly.Memory) => Kernels;

const MOST_BYTES = 65536 * 65536;

export function trainerWith({ module, startWorker, ...splitting }: Machine): MakeTrainer {
  const kernelsOver = (memory: WebAssembly.Memory) => wasmKernels(module, memory);
  return async (options) => {
    const setUp = prepare(options, kernelsOver, splitting);
    const { memory, program } = setUp;
    const others = Array.from({ length: program.threads - 1 }, (_, i) => i + 1);
    await Promise.all(others.map((thread) => startWorker({ module, memory, program, thread })));
    return trainerOf(options, setUp);
  };
}

/** On this thread alone, with any kernels. */
export function singleTrainer(kernelsOver: KernelsOver): MakeTrainer {
  return async (options) => trainerOf(options, prepare(options, kernelsOver, { threads: 1 }));
}

/** The life of a further thread. */
export function join({ module, memory, program, thread }: Job): void {
  const run = runnerOf(program, wasmKernels(module, memory), thread);
  const crew = crewOf(program, memory.buffer);
  serve(crew, (routine) => run(routine, crew.meet));
}

interface SetUp {
  readonly compiled: Compiled;
  readonly program: Program;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

function prepare(
  { network, batch, optimizer }: TrainerOptions,
  kernelsOver: KernelsOver,
  splitting: Pick<Machine, 'threads' | 'everyThread'>,
): SetUp {
  const sizing = kernelsOver(createMemory(0));
  const compiled = compile({ network, batch, optimizer, ...splitting, sizing });
  const { program } = compiled;
  if (program.memoryBytes > MOST_BYTES) {
    const gib = (program.memoryBytes / 2 ** 30).toFixed(1);
    reject(
      'network/memory',
      `training needs ${gib} GiB for batches of ${batch}, more than 4; make them or the layers smaller`,
    );
  }
  const memory = createMemory(program.memoryBytes);
  loadNetwork(memory.buffer, compiled, network);
  return { compiled, program, memory, kernels: kernelsOver(memory) };
}

function trainerOf({ network, batch, optimizer, seed }: TrainerOptions, setUp: SetUp): Trainer {
  const { compiled, program, memory, kernels } = setUp;
  const { buffer } = memory;
  const { x, labels, teacher, losses, logits, classes, parameters } = compiled;
  const inputSize = sizeOf(network.inputShape);
  const run = conductor(program, kernels);
  const set = setterOf(program, buffer);
  const dropout = dropoutOf(compiled, buffer, seed);
  const corrections = correctionsOf(optimizer);
  return {
    step(samples, { alpha, temperature }, learningRate) {
      const { count } = samples;
      floatsAt(buffer, x).set(samples.x.subarray(0, count * inputSize));
      new Int32Array(buffer, labels.address, batch).set(samples.labels.subarray(0, count));
      if (samples.teacherLogits) floatsAt(buffer, teacher).set(samples.teacherLogits.subarray(0, count * classes));
      dropout(count);
      const [correction1, correction2] = corrections();
      const address = samples.teacherLogits ? teacher.address : 0;
      set({ count, learningRate, alpha, temperature, correction1, correction2, teacher: address });
      run.order(TRAIN);
      return (
        floatsAt(buffer, losses)
          .subarray(0, count)
          .reduce((sum, value) => sum + value, 0) / count
      );
    },
    infer(values, count) {
      const answers = new Float32Array(count * classes);
      for (let first = 0; first < count; first += batch) {
        const some = Math.min(batch, count - first);
        floatsAt(buffer, x).set(values.subarray(first * inputSize, (first + some) * inputSize));
        set({ count: some });
        run.order(INFER);
        answers.set(floatsAt(buffer, logits).subarray(0, some * classes), first * classes);
      }
      return answers;
    },
    snapshot: () => withParameters(network, parameters, (value) => floatsAt(buffer, value).slice()),
    close: run.close,
  };
}

/** Runs routines on this thread and all that wait at the crew's barrier. */
function conductor(program: Program, kernels: Kernels) {
  const run = runnerOf(program, kernels, 0);
  if (program.threads === 1)
    return { order: (routine: number) => run(routine, () => undefined), close: () => undefined };
  const crew = crewOf(program, kernels.memory);
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      crew.fail();
      throw error;
    }
  };
  let open = true;
  return {
    order: (routine: number) =>
      guarded(() => {
        crew.order(routine);
        crew.meet();
        run(routine, crew.meet);
        crew.meet();
      }),
    close() {
      if (!open) return;
      open = false;
      crew.dismiss();
    },
  };
}

function setterOf(program: Program, memory: SharedArrayBuffer) {
  const scalars = scalarsOf(program, memory);
  return (values: Partial<Record<Scalar, number>>) => {
    SCALARS.forEach((name, i) => {
      scalars[i] = values[name] ?? 0;
    });
  };
}

/** Fills the factors of each dropout for the next step: 0 with probability `rate`, else 1 / (1 - rate) (Srivastava et al. 2014, section 10). */
function dropoutOf({ keeps }: Compiled, memory: SharedArrayBuffer, seed: number): (count: number) => void {
  const sources = keeps.map(({ name }): Random => random(seed, `dropout/${name}`));
  return (count) => {
    keeps.forEach(({ rate, floats, buffer }, i) => {
      const factors = floatsAt(memory, buffer);
      for (let at = 0; at < count * floats; at++) factors[at] = sources[i].uniform() < rate ? 0 : 1 / (1 - rate);
    });
  };
}

/** Of one step after the other: 1 - beta1^t and 1 - beta2^t. */
function correctionsOf(optimizer: Optimizer): () => readonly [number, number] {
  const [beta1, beta2] = stepsOf(optimizer).betas(optimizer as never);
  let [power1, power2] = [1, 1];
  return () => {
    power1 *= beta1;
    power2 *= beta2;
    return [1 - power1, 1 - power2];
  };
}
