import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { LAYERS } from '../../src/nn/layers/index.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { compile, TRAIN } from '../../src/nn/program/compile.ts';
import { floatsAt, loadNetwork } from '../../src/nn/program/load.ts';
import { runnerOf, scalarSetter } from '../../src/nn/program/run.ts';
import type { Batch } from '../../src/nn/trainer.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { forward64, loss64, numbersOf, type Sample64 } from './float64.ts';
import { batchOf, ENGINES, EVERYTHING, networkOf, SGD } from './networks.ts';

/** The largest difference, as a share of the parameter's largest gradient (float32 has 24 bits, and sums add up). */
const BOUND = 2e-5;
/** Of central differences in float64: error h^2 from the cubic term, 1e-16 / h from rounding. */
const STEP = 1e-5;
/** Elements of one parameter that are checked, evenly spread. */
const MOST_ELEMENTS = 12;
const LOSS = { alpha: 0.3, temperature: 4 };

const CASES = [
  ['dense', [7], [{ dense: { units: 3 } }]],
  [
    'dense without bias on an image, relu',
    [2, 3, 2],
    [{ dense: { units: 5, bias: false, activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['conv2d, same, stride 2', [5, 6, 3], [{ conv2d: { filters: 4, kernel: 3, stride: 2 } }, { dense: { units: 3 } }]],
  [
    'conv2d below another, relu6',
    [5, 6, 2],
    [
      { conv2d: { filters: 5, kernel: 2 } },
      { conv2d: { filters: 4, kernel: [3, 2], dilation: [2, 1], padding: 'valid', activation: 'relu6' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'conv2d, pointwise',
    [3, 4, 3],
    [
      { conv2d: { filters: 5, kernel: 1 } },
      { conv2d: { filters: 3, kernel: 1, activation: 'relu' } },
      { globalAveragePool: {} },
    ],
  ],
  [
    'conv2d, pointwise with stride',
    [5, 4, 3],
    [
      { conv2d: { filters: 5, kernel: 1 } },
      { conv2d: { filters: 3, kernel: 1, stride: 2 } },
      { globalAveragePool: {} },
    ],
  ],
  [
    'depthwiseConv2d',
    [5, 5, 3],
    [
      { depthwiseConv2d: { kernel: 3, activation: 'relu' } },
      { depthwiseConv2d: { kernel: [2, 3], stride: 2, multiplier: 2 } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'batchNorm on images',
    [4, 3, 2],
    [{ conv2d: { filters: 5, kernel: 2, batchNorm: true, activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['batchNorm on rows, no activation', [6], [{ batchNorm: {} }, { dense: { units: 3 } }]],
  [
    'relu and relu6 by themselves',
    [6],
    [{ dense: { units: 8 } }, { batchNorm: {} }, { relu: {} }, { relu6: {} }, { dense: { units: 3 } }],
  ],
  [
    'maxPool',
    [5, 6, 2],
    [
      { conv2d: { filters: 4, kernel: 2 } },
      { maxPool: { size: [2, 3], stride: 2, padding: 'same' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'averagePool',
    [5, 6, 2],
    [
      { conv2d: { filters: 4, kernel: 2 } },
      { averagePool: { size: 3, stride: 2, padding: 'same' } },
      { dense: { units: 3 } },
    ],
  ],
  ['globalAveragePool', [4, 3, 2], [{ conv2d: { filters: 3, kernel: 2 } }, { globalAveragePool: {} }]],
  [
    'add of the input',
    [4, 3, 2],
    [{ conv2d: { filters: 2, kernel: 2 } }, { add: { with: 'input', activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  [
    'add of a value that others read',
    [6],
    [
      { name: 'a', dense: { units: 6, activation: 'relu' } },
      { dense: { units: 6 } },
      { add: { with: 'a' } },
      { add: { with: 'a' } },
      { dense: { units: 3 } },
    ],
  ],
  [
    'add of a value to itself',
    [6],
    [{ name: 'a', dense: { units: 6 } }, { add: { with: 'a', activation: 'relu' } }, { dense: { units: 3 } }],
  ],
  ['dropout', [8], [{ dense: { units: 12, activation: 'relu' } }, { dropout: { rate: 0.4 } }, { dense: { units: 3 } }]],
  [
    'dropout on the input, flatten, softmax',
    [2, 4, 1],
    [{ dropout: { rate: 0.25 } }, { flatten: {} }, { dense: { units: 3 } }, { softmax: {} }],
  ],
  ['everything', [10, 7, 2], EVERYTHING],
] as const;

test.each(CASES)('gradients of %s are those of finite differences', (_, shape, layers) => {
  const network = networkOf(shape, layers);
  for (const batch of [batchOf(network, 6, 2), batchOf(network, 3, 3, false)]) {
    const [plain, fast] = ENGINES.map(({ over }) => train(network, batch, over));
    expect(Math.abs(plain.loss / lossOf(network, plain.sample) - 1)).toBeLessThan(1e-5);
    for (const [i, [key, gradient]] of plain.gradients.entries()) {
      expectClose(gradient, differences(network, plain.sample, key), key);
      expect(fast.gradients[i]).toEqual([key, gradient]);
    }
    expect(fast.loss).toBe(plain.loss);
  }
});

/** One step of a program for 6 samples, with its gradients by `node/name`. */
function train(network: Network, batch: Batch, over: (memory: WebAssembly.Memory) => Kernels) {
  const method = { optimizer: { sgd: SGD }, loss: { distillation: LOSS } };
  const compiled = compile({ network, batch: 6, threads: 1, method, sizing: over(createMemory(0)) });
  const { program } = compiled;
  const memory = createMemory(program.memoryBytes);
  loadNetwork(memory.buffer, compiled, network);
  floatsAt(memory.buffer, compiled.x).set(batch.x);
  floatsAt(memory.buffer, compiled.targets).set(batch.targets);
  if (batch.teacherLogits) floatsAt(memory.buffer, compiled.teacher).set(batch.teacherLogits);
  const keeps = new Map<string, Float32Array>();
  for (const { name, rate, floats, region } of compiled.keeps) {
    const source = random(1, name);
    const keep = new Float32Array(batch.count * floats).map(() => (source.uniform() < rate ? 0 : 1 / (1 - rate)));
    floatsAt(memory.buffer, region).set(keep);
    keeps.set(name, keep);
  }
  const teacher = batch.teacherLogits ? compiled.teacher.address : 0;
  scalarSetter(program, memory.buffer)({ count: batch.count, teacher });
  runnerOf(program, over(memory), 0)(TRAIN, () => undefined);
  const trained = compiled.parameters.placed.filter(({ gradient }) => gradient.bytes > 0);
  return {
    gradients: trained.map(
      ({ node, name, gradient }) => [`${node}/${name}`, floatsAt(memory.buffer, gradient)] as const,
    ),
    sample: { ...batch, keeps },
    loss:
      floatsAt(memory.buffer, compiled.losses)
        .subarray(0, batch.count)
        .reduce((a, b) => a + b) / batch.count,
  };
}

function lossOf(network: Network, sample: Sample64, numbers = numbersOf(network)): number {
  const values = forward64(network, numbers, sample);
  const last = network.nodes[network.nodes.length - 1];
  return loss64(last.kind === 'softmax' ? values[last.inputs[0]] : values[values.length - 1], sample, LOSS);
}

function differences(network: Network, sample: Sample64, key: string): ReadonlyMap<number, number> {
  const numbers = numbersOf(network);
  const values = numbers.get(key) ?? new Float64Array();
  const at = (i: number, value: number) => {
    const kept = values[i];
    values[i] = value;
    const loss = lossOf(network, sample, numbers);
    values[i] = kept;
    return loss;
  };
  const chosen = new Map<number, number>();
  for (let i = 0; i < values.length; i += Math.ceil(values.length / MOST_ELEMENTS)) {
    chosen.set(i, (at(i, values[i] + STEP) - at(i, values[i] - STEP)) / (2 * STEP));
  }
  return chosen;
}

function expectClose(actual: Float32Array, expected: ReadonlyMap<number, number>, what: string): void {
  const largest = Math.max(...actual.map(Math.abs), 1e-2);
  for (const [i, e] of expected) expect(Math.abs(actual[i] - e) / largest, `${what}[${i}]`).toBeLessThan(BOUND);
}

test('the network with everything has every kind of the list', () => {
  const kinds = new Set(networkOf([10, 7, 2], EVERYTHING).nodes.map(({ kind }) => kind));
  // Only one layer may be the last.
  expect([...kinds, 'sigmoid'].sort()).toEqual(Object.keys(LAYERS).sort());
});
