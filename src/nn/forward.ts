// The float inference pass by itself, on one thread: moving statistics, no dropout.
import { sizeOf } from '../base/shape.ts';
import type { Kernels, MakeKernels } from '../simd/kernels.ts';
import { FIRST_FREE_ADDRESS } from '../simd/wasm.ts';
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

/** Samples of one run. */
const BATCH = 32;

export function createForward(network: Network, makeKernels: MakeKernels, parts: Parts = SHIPPED): Forward {
  const sizing = makeKernels(FIRST_FREE_ADDRESS);
  const compiled = compile({ network, batch: BATCH, threads: 1, showValues: true, sizing }, parts);
  const kernels = makeKernels(compiled.program.memoryBytes);
  loadNetwork(kernels.memory, compiled, network);
  const { values } = compiled;
  const sizes = network.nodes.map((node) => sizeOf(node.outputShape));
  const activations = runIn(compiled, kernels, sizeOf(network.inputShape));
  return {
    infer: (x, count) => activations(x, count, () => undefined),
    activations: (x, count, observe) =>
      activations(x, count, (samples) => {
        for (const [i, region] of values.entries())
          observe(i, floatsAt(kernels.memory, region).subarray(0, samples * sizes[i]));
      }),
  };
}

function runIn(compiled: CompiledNetwork, kernels: Kernels, inputSize: number) {
  const { program, x: input, logits, classes } = compiled;
  const { memory } = kernels;
  const set = scalarSetter(program, memory);
  const run = runnerOf(program, kernels, 0);
  return (x: Float32Array, count: number, after: (samples: number) => void): Float32Array => {
    const answers = new Float32Array(count * classes);
    for (let first = 0; first < count; first += BATCH) {
      const samples = Math.min(BATCH, count - first);
      floatsAt(memory, input).set(x.subarray(first * inputSize, (first + samples) * inputSize));
      set({ count: samples });
      run(INFER, () => undefined);
      answers.set(floatsAt(memory, logits).subarray(0, samples * classes), first * classes);
      after(samples);
    }
    return answers;
  };
}
