// The trainer: a program in one memory, run by this thread and its workers.
import { chosenOf, type Selection } from '../base/one-of.ts';
import { reject } from '../base/problem.ts';
import { type Random, type RandomState, random } from '../base/random.ts';
import { sizeOf } from '../base/shape.ts';
import type { Kernels } from '../simd/kernels.ts';
import { createMemory, MOST_MEMORY, wasmKernels } from '../simd/wasm.ts';
import { regressorsOf } from './network/regressors.ts';
import type { AnyOptimizer, OptimizerSettings } from './optimizers/optimizer.ts';
import { type Parts, SHIPPED } from './parts.ts';
import { type CompiledNetwork, compile, INFER, STATISTICS, TRAIN } from './program/compile.ts';
import { floatsAt, loadNetwork } from './program/load.ts';
import { withParameters } from './program/parameters.ts';
import type { Program } from './program/program.ts';
import { runnerOf, scalarSetter } from './program/run.ts';
import { serve, teamOf } from './threads/meeting.ts';
import type { MakeTrainer, ParameterAt, Trainer, TrainerOptions, TrainerState } from './trainer.ts';

/** What one more thread needs to take part; can be posted to a worker. */
export interface Job {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly program: Program;
  /** From 1; the main thread is 0. */
  readonly thread: number;
}

/** What shares the work of a training. */
export interface WorkerPool {
  readonly module: WebAssembly.Module;
  /** The most threads. */
  readonly threads: number;
  /** All of them, even where there is too little to do. */
  readonly everyThread?: boolean;
  /** Starts a thread that calls `join` with this job; done as soon as it runs. */
  readonly startWorker: (job: Job) => Promise<void>;
}

export type KernelsOver = (memory: WebAssembly.Memory) => Kernels;

export function trainerWith({ module, startWorker, ...splitting }: WorkerPool, parts: Parts = SHIPPED): MakeTrainer {
  const kernelsOver = (memory: WebAssembly.Memory) => wasmKernels(module, memory);
  return async (options) => {
    const setUp = prepare(options, kernelsOver, splitting, options.parts ?? parts);
    const { memory, program } = setUp;
    const others = Array.from({ length: program.threads - 1 }, (_, i) => i + 1);
    await Promise.all(others.map((thread) => startWorker({ module, memory, program, thread })));
    return trainerOf(options, setUp);
  };
}

/** On this thread alone, with any kernels and lists. */
export function singleTrainer(kernelsOver: KernelsOver, parts: Parts = SHIPPED): MakeTrainer {
  return async (options) => trainerOf(options, prepare(options, kernelsOver, { threads: 1 }, options.parts ?? parts));
}

/** The life of a further thread. */
export function join({ module, memory, program, thread }: Job): void {
  const run = runnerOf(program, wasmKernels(module, memory), thread);
  const team = teamOf(program, memory.buffer);
  serve(team, (routine) => run(routine, team.meet));
}

interface SetUp {
  readonly parts: Parts;
  readonly compiled: CompiledNetwork;
  readonly program: Program;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

function prepare(
  { network, batch, optimizer, loss, features = [], seed }: TrainerOptions,
  kernelsOver: KernelsOver,
  splitting: Pick<WorkerPool, 'threads' | 'everyThread'>,
  parts: Parts,
): SetUp {
  const sizing = kernelsOver(createMemory(0));
  const method = { optimizer, loss, features };
  const terms = features.map((term) => ({ ...term, entry: chosenOf(parts.featureLosses, term.loss).entry }));
  const regressors = regressorsOf(network, terms, parts.layers, seed);
  const compiled = compile({ network, batch, method, regressors, ...splitting, sizing }, parts);
  const { program } = compiled;
  if (program.memoryBytes > MOST_MEMORY) {
    const gib = (program.memoryBytes / 2 ** 30).toFixed(1);
    reject(
      'network/memory',
      `training needs ${gib} GiB for batches of ${batch}, more than 4; make them or the layers smaller`,
    );
  }
  const memory = createMemory(program.memoryBytes);
  loadNetwork(memory.buffer, compiled, { ...network, nodes: [...network.nodes, ...regressors.nodes] });
  return { parts, compiled, program, memory, kernels: kernelsOver(memory) };
}

function trainerOf(
  { network, batch, optimizer, loss, seed, beforeStep, afterStep }: TrainerOptions,
  setUp: SetUp,
): Trainer {
  const { parts, compiled, program, memory, kernels } = setUp;
  const { buffer } = memory;
  const { x, targets, teacher, teacherFeatures, losses, logits, classes, parameters } = compiled;
  const inputSize = sizeOf(network.inputShape);
  const run = conductor(program, kernels);
  const set = scalarSetter(program, buffer);
  const dropout = dropoutOf(compiled, buffer, seed);
  const corrections = correctionsOf(chosenOf(parts.optimizers, optimizer));
  const steps = stepCounter();
  const { name, entry } = chosenOf(parts.losses, loss);
  const parameter = parameterIn(compiled, buffer);
  return {
    step(samples, learningRate) {
      const { count } = samples;
      const teacherLogits = entry.teacher === 'unused' ? undefined : samples.teacherLogits;
      if (entry.teacher === 'required' && !teacherLogits) throw new Error(`${name} needs the teacher's logits`);
      floatsAt(buffer, x).set(samples.x.subarray(0, count * inputSize));
      floatsAt(buffer, targets).set(samples.targets.subarray(0, count * classes));
      if (teacherLogits) floatsAt(buffer, teacher).set(teacherLogits.subarray(0, count * classes));
      for (const [i, region] of teacherFeatures.entries()) {
        const values = samples.teacherFeatures?.[i];
        if (!values) throw new Error("the teacher's layers are missing");
        floatsAt(buffer, region).set(values);
      }
      dropout.fill(count);
      const [correction1, correction2] = corrections.next();
      const address = teacherLogits ? teacher.address : 0;
      set({ count, learningRate, correction1, correction2, teacher: address });
      const step = { number: steps.next(), count };
      beforeStep?.(step, parameter);
      run.order(TRAIN);
      afterStep?.(step, parameter);
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
    measureStatistics(batches) {
      let seen = 0;
      for (const { x: values, count } of batches) {
        floatsAt(buffer, x).set(values.subarray(0, count * inputSize));
        set({ count, kept: seen / (seen + count) });
        run.order(STATISTICS);
        seen += count;
      }
    },
    snapshot: () => withParameters(network, parameters, (value) => floatsAt(buffer, value).slice()),
    ...stateOf(compiled, buffer, [corrections, dropout, steps]),
    close: run.close,
  };
}

/** What changes from step to step beside the memory. */
interface Running {
  /** How many numbers say it. */
  readonly length: number;
  numbers(): readonly number[];
  goOnFrom(numbers: readonly number[]): void;
}

function stateOf(
  { parameters }: CompiledNetwork,
  memory: SharedArrayBuffer,
  running: readonly Running[],
): Pick<Trainer, 'state' | 'restore'> {
  const views = [...parameters.placed.map(({ value }) => value), ...parameters.states].map((r) => floatsAt(memory, r));
  const total = views.reduce((sum, view) => sum + view.length, 0);
  const numbers = running.reduce((sum, { length }) => sum + length, 0);
  return {
    state() {
      const floats = new Float32Array(total);
      let at = 0;
      for (const view of views) {
        floats.set(view, at);
        at += view.length;
      }
      return { floats, numbers: running.flatMap((part) => part.numbers()) };
    },
    restore(state: TrainerState) {
      if (state.floats.length !== total || state.numbers.length !== numbers) return false;
      let at = 0;
      for (const view of views) {
        view.set(state.floats.subarray(at, at + view.length));
        at += view.length;
      }
      let first = 0;
      for (const part of running) {
        part.goOnFrom(state.numbers.slice(first, first + part.length));
        first += part.length;
      }
      return true;
    },
  };
}

function parameterIn({ parameters }: CompiledNetwork, buffer: SharedArrayBuffer): ParameterAt {
  return (node, name) => {
    const found = parameters.placed.find((placed) => placed.node === node && placed.name === name);
    if (!found) throw new Error(`node ${node} has no parameter ${name}`);
    return floatsAt(buffer, found.value);
  };
}

/** Runs routines on this thread and all that wait at the team's barrier. */
function conductor(program: Program, kernels: Kernels) {
  const run = runnerOf(program, kernels, 0);
  if (program.threads === 1)
    return { order: (routine: number) => run(routine, () => undefined), close: () => undefined };
  const team = teamOf(program, kernels.memory);
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      team.fail();
      throw error;
    }
  };
  let open = true;
  return {
    order: (routine: number) =>
      guarded(() => {
        team.order(routine);
        team.meet();
        run(routine, team.meet);
        team.meet();
      }),
    close() {
      if (!open) return;
      open = false;
      team.dismiss();
    },
  };
}

/** Fills the factors of each dropout for the next step: 0 with probability `rate`, else 1 / (1 - rate)
 * (Srivastava et al. 2014, section 10). */
function dropoutOf({ keeps }: CompiledNetwork, memory: SharedArrayBuffer, seed: number) {
  const sourceOf = ({ name }: { readonly name: string }, from?: RandomState): Random =>
    random(seed, `dropout/${name}`, from);
  let sources = keeps.map((keep) => sourceOf(keep));
  return {
    fill(count: number): void {
      keeps.forEach(({ rate, floats, region }, i) => {
        const factors = floatsAt(memory, region);
        for (let at = 0; at < count * floats; at++) factors[at] = sources[i].uniform() < rate ? 0 : 1 / (1 - rate);
      });
    },
    length: 4 * keeps.length,
    numbers: () => sources.flatMap((source) => source.state()),
    goOnFrom(numbers: readonly number[]): void {
      sources = keeps.map((keep, i) => {
        const [a, b, c, d] = numbers.slice(4 * i, 4 * i + 4);
        return sourceOf(keep, [a, b, c, d]);
      });
    },
  };
}

function stepCounter() {
  let taken = 0;
  return {
    next: () => ++taken,
    length: 1,
    numbers: () => [taken],
    goOnFrom([number]: readonly number[]): void {
      taken = number;
    },
  };
}

/** Of one step after the other: 1 - beta1^t and 1 - beta2^t. */
function correctionsOf({ entry, value }: Selection<AnyOptimizer, OptimizerSettings>) {
  const [beta1, beta2] = entry.betas(value);
  let [power1, power2] = [1, 1];
  return {
    next(): readonly [number, number] {
      power1 *= beta1;
      power2 *= beta2;
      return [1 - power1, 1 - power2];
    },
    length: 2,
    numbers: () => [power1, power2],
    goOnFrom(numbers: readonly number[]): void {
      [power1, power2] = numbers;
    },
  };
}
