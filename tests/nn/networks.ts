// Small networks and batches for the tests of training.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { must } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { type Shape, sizeOf } from '../../src/base/shape.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';
import { LAYERS_SCHEMA, type LayerSpec, type OptimizerParams } from '../../src/nn/params.ts';
import type { Batch } from '../../src/nn/trainer.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { wasmKernels } from '../../src/simd/wasm.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });

export const ADAM: OptimizerParams = { adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
export const SGD = { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 };
export const lossOf = (alpha: number, temperature: number) => ({ distillation: { alpha, temperature } });
/** Labels alone. */
export const HARD = lossOf(1, 1);

/** A network of kd.yaml's layers. Parameters that start at 0 or 1 are moved a little, so that nothing cancels. */
export function networkOf(inputShape: Shape, layers: unknown, seed = 1): Network {
  const complete = structuredClone(layers);
  if (!ajv.validate(LAYERS_SCHEMA, complete)) throw new Error(ajv.errorsText());
  const network = must(buildNetwork(inputShape, complete as LayerSpec[], seed, 'test'));
  const source = random(seed, 'shake');
  for (const node of network.nodes) {
    for (const [name, values] of Object.entries('parameters' in node ? node.parameters : {})) {
      if (name === 'weight' || (name === 'bias' && 'trainBias' in node && node.trainBias === false)) continue;
      for (let i = 0; i < values.length; i++) values[i] += 0.4 * (source.uniform() - 0.5);
    }
  }
  return network;
}

/** [labels.length, classes] */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  return Float32Array.from({ length: labels.length * classes }, (_, i) =>
    Number(labels[Math.floor(i / classes)] === i % classes),
  );
}

export function batchOf(network: Network, count: number, seed = 1, teacher = true): Batch {
  const source = random(seed, 'batch');
  const classes = sizeOf(network.nodes[network.nodes.length - 1].outputShape);
  return {
    count,
    x: new Float32Array(count * sizeOf(network.inputShape)).map(() => source.normal()),
    targets: oneHot(
      new Int32Array(count).map(() => source.below(classes)),
      classes,
    ),
    ...(teacher && { teacherLogits: new Float32Array(count * classes).map(() => 3 * source.normal()) }),
  };
}

/** Everything at once: every kind of layer, a residual connection, a value that three layers read, dropout, softmax. */
export const EVERYTHING = [
  { conv2d: { filters: 6, kernel: [3, 2], stride: [2, 1], batchNorm: true, activation: 'relu6' } },
  { name: 'fork', depthwiseConv2d: { kernel: 3, multiplier: 2, activation: 'relu' } },
  { conv2d: { filters: 12, kernel: 1, batchNorm: true } },
  { name: 'sum', add: { with: 'fork', activation: 'relu' } },
  { batchNorm: {} },
  { add: { with: 'sum' } },
  { relu6: {} },
  { add: { with: 'fork' } },
  { maxPool: { size: 2 } },
  { conv2d: { filters: 5, kernel: 3, dilation: 2 } },
  { relu: {} },
  { averagePool: { size: 2, stride: 1, padding: 'same' } },
  { name: 'wide', separableConv2d: { filters: 2, kernel: 3, activation: 'relu' } },
  { concat: { with: ['wide'] } },
  { zeroPad: { bottom: 1 } },
  { dropout: { rate: 0.3 } },
  { globalAveragePool: {} },
  { flatten: {} },
  { dense: { units: 9, batchNorm: true, activation: 'relu' } },
  { reshape: { shape: [3, 3] } },
  { dense: { units: 4 } },
  { softmax: {} },
];

/** The layers of steps x channels, two branches. */
export const STEPS = [
  { name: 'stem', conv1d: { filters: 4, kernel: 3, batchNorm: true, activation: 'relu' } },
  { depthwiseConv1d: { kernel: 3, dilation: 2, padding: 'causal', multiplier: 2 } },
  { name: 'main', separableConv1d: { filters: 5, kernel: 2, padding: 'causal', batchNorm: true, activation: 'relu' } },
  { from: 'stem', conv1d: { filters: 5, kernel: 1 } },
  { add: { with: 'main', activation: 'relu6' } },
  { name: 'pooled', maxPool: { size: 2 } },
  { averagePool: { size: 3, stride: 1, padding: 'same' } },
  { concat: { with: ['pooled'] } },
  { zeroPad: { left: 1, right: 2 } },
  { conv1d: { filters: 6, kernel: 3, stride: 2, padding: 'valid' } },
  { globalAveragePool: {} },
  { dense: { units: 3 } },
] as const;

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)));
export const kernelsModule = module;

export const ENGINES: readonly { readonly engine: string; readonly over: (memory: WebAssembly.Memory) => Kernels }[] = [
  { engine: 'plain', over: referenceKernels },
  { engine: 'WASM', over: (memory) => wasmKernels(module, memory) },
];

/** All parameters one after the other, as bytes. */
export function bytesOf(network: Network): Buffer {
  return Buffer.concat(
    network.nodes
      .flatMap((node: Node) => ('parameters' in node ? Object.values(node.parameters) : []))
      .map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength)),
  );
}
