// The float inference pass by itself, on one thread: moving statistics, no dropout.
import { reject } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import type { Kernels, MakeKernels } from '../simd/kernels.ts';
import { FIRST_FREE_ADDRESS, MOST_MEMORY } from '../simd/wasm.ts';
import type { Network } from './network/network.ts';
import { type Parts, SHIPPED } from './parts.ts';
import { type CompiledNetwork, compile, INFER } from './program/compile.ts';
import { floatsAt, loadNetwork } from './program/load.ts';
import { runnerOf, scalarSetter } from './program/run.ts';

export interface Forward {
  /** The logits [count, classes] of any number of samples. */
  infer(x: Float32Array, count: number): Float32Array;
  /** Shows every node's output [samples, ...outputShape], softmax's too, for a few samples at a time, and returns the
   * logits. The values are valid until `observe` returns. */
  activations(x: Float32Array, count: number, observe: (nodeIndex: number, values: Float32Array) => void): Float32Array;
}

/** The most samples of one run. */
const BATCH = 32;

export function createForward(network: Network, makeKernels: MakeKernels, parts: Parts = SHIPPED): Forward {
  const sizing = makeKernels(FIRST_FREE_ADDRESS);
  const compiledFor = (batch: number) => compile({ network, batch, threads: 1, showValues: true, sizing }, parts);
  let batch = BATCH;
  let compiled = compiledFor(batch);
  // What is trained in small batches may have layers of which a larger one doesn't fit.
  while (compiled.program.memoryBytes > MOST_MEMORY && batch > 1) {
    batch /= 2;
    compiled = compiledFor(batch);
  }
  if (compiled.program.memoryBytes > MOST_MEMORY) {
    reject('network/memory', 'one sample needs more than 4 GiB; make the layers smaller');
  }
  const kernels = makeKernels(compiled.program.memoryBytes);
  loadNetwork(kernels.memory, compiled, network);
  const { values } = compiled;
  const sizes = network.nodes.map((node) => sizeOf(node.outputShape));
  const activations = runIn(compiled, kernels, sizeOf(network.inputShape), batch);
  return {
    infer: (x, count) => activations(x, count, () => undefined),
    activations: (x, count, observe) =>
      activations(x, count, (samples) => {
        for (const [i, region] of values.entries())
          observe(i, floatsAt(kernels.memory, region).subarray(0, samples * sizes[i]));
      }),
  };
}

function runIn(compiled: CompiledNetwork, kernels: Kernels, inputSize: number, batch: number) {
  const { program, x: input, logits, classes } = compiled;
  const { memory } = kernels;
  const set = scalarSetter(program, memory);
  const run = runnerOf(program, kernels, 0);
  return (x: Float32Array, count: number, after: (samples: number) => void): Float32Array => {
    const answers = new Float32Array(count * classes);
    for (let first = 0; first < count; first += batch) {
      const samples = Math.min(batch, count - first);
      floatsAt(memory, input).set(x.subarray(first * inputSize, (first + samples) * inputSize));
      set({ count: samples });
      run(INFER, () => undefined);
      answers.set(floatsAt(memory, logits).subarray(0, samples * classes), first * classes);
      after(samples);
    }
    return answers;
  };
}
