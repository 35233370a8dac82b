// What learns with fake quantization answers as its model on the simulated kernels, tensor by tensor.
import { describe, expect, test } from 'vitest';
import { roundAway } from '../../../src/base/fixed-point.ts';
import { must } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import { sizeOf } from '../../../src/base/shape.ts';
import { calibrate, type ValueRange } from '../../../src/compress/calibrate.ts';
import { fold } from '../../../src/compress/fold.ts';
import { lower } from '../../../src/compress/lower.ts';
import { awareNetwork } from '../../../src/compress/qat/aware-network.ts';
import { prepareQat } from '../../../src/compress/qat/qat.ts';
import { OUTPUT_RULES, quantize } from '../../../src/compress/quantize.ts';
import { createInterpreter } from '../../../src/micro/interpret.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import { encoderOf } from '../../../src/micro/tensors/samples.ts';
import { AWARE_PARTS } from '../../../src/nn/aware/index.ts';
import { createForward } from '../../../src/nn/forward.ts';
import type { Network } from '../../../src/nn/network/network.ts';
import { singleTrainer } from '../../../src/nn/train.ts';
import { createMemory } from '../../../src/simd/wasm.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { ADAM, batchOf, ENGINES, EVERYTHING, lossOf, networkOf } from '../../nn/networks.ts';

const [, { over }] = ENGINES;
const makeKernels = (bytes: number) => over(createMemory(bytes));
const BATCH = 16;
const SAMPLES = 32;

/** The network after some steps in float and some with fake quantization, and what its model is made of. `cutAfter`:
 * the step of the second training after which another trainer goes on from the state of the first. */
async function trained(start: Network, dense: 'per-channel' | 'per-tensor', steps = 20, cutAfter?: number) {
  const params = { mode: 'int8', dense } as const;
  const method = { optimizer: ADAM, loss: lossOf(0.3, 4), batch: BATCH, seed: 1 };
  const float = await singleTrainer(over)({ ...method, network: start });
  for (let step = 0; step < steps; step++) float.step(batchOf(start, BATCH, step), 0.003);
  const network = float.snapshot();
  const { x } = batchOf(network, SAMPLES, 99);
  const calibration = { x, count: SAMPLES, shape: network.inputShape };
  const ranges = must(calibrate(network, calibration, createForward(network, makeKernels).activations));
  const folded = fold(network);
  const prepare = () => prepareQat({ folded, ranges, params, batch: BATCH, learningSteps: steps / 2 });
  const qat = prepare();
  const trainerOf = ({ network, options }: typeof qat) => singleTrainer(over)({ ...method, network, ...options });
  let trainer = await trainerOf(qat);
  const losses = [];
  for (let step = 0; step < steps; step++) {
    losses.push(trainer.step(batchOf(start, BATCH, step), 0.001));
    if (step + 1 !== cutAfter) continue;
    const state = trainer.state();
    trainer = await trainerOf(prepare());
    expect(trainer.restore(state)).toBe(true);
  }
  const aware = trainer.snapshot();
  const { valuesAt } = awareNetwork(folded, params, BATCH);
  return { aware, valuesAt, losses, params, ...qat.finish(aware) };
}

type Trained = Awaited<ReturnType<typeof trained>>;

interface Difference {
  readonly name: string;
  readonly different: number;
  readonly of: number;
  readonly most: number;
}

/** By folded node: how many of its levels differ from those of the int8 kernels, and by how much at most. */
function differences({ folded, ranges, params, aware, valuesAt }: Trained, x: Float32Array): Difference[] {
  const quantized = quantize(folded, ranges, params);
  const bytes = writeModel(lower(quantized));
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), makeKernels));
  const size = sizeOf(aware.inputShape);
  const count = x.length / size;
  const encode = encoderOf(interpreter.inputs[0]);
  if (!encode) throw new Error('the input takes no samples');
  const found = folded.nodes.map(({ name }) => ({ name, different: 0, of: 0, most: 0 }));
  const values = new Map<number, Float32Array>();
  createForward(aware, makeKernels, AWARE_PARTS).activations(x, count, (i, v) => values.set(i, v.slice()));
  for (let n = 0; n < count; n++) {
    interpreter.write(interpreter.inputs[0], encode(x.subarray(n * size, (n + 1) * size)));
    must(interpreter.invoke());
    for (const [i, node] of folded.nodes.entries()) {
      if (node.kind === 'softmax') continue;
      const tensor = interpreter.subgraphTensors[0].find(({ name }) => name === node.name);
      const real = values.get(valuesAt[i]);
      if (!tensor || !real) throw new Error(`no values of ${node.name}`);
      const { scale, zeroPoint } = quantized.nodes[i].output;
      Int8Array.from(interpreter.read(tensor)).forEach((level, k, { length }) => {
        const difference = Math.abs(roundAway(real[n * length + k] / scale) + zeroPoint - level);
        found[i].of++;
        if (difference > 0) found[i].different++;
        found[i].most = Math.max(found[i].most, difference);
      });
    }
  }
  return found;
}

/** The range of the tensor whose scale a folded node's output has. */
function rangeOf(result: Trained, index: number): ValueRange {
  const {
    folded: { nodes },
    ranges,
  } = result;
  if (index < 0) return ranges.input;
  const { kind, inputs, origin } = nodes[index];
  return OUTPUT_RULES[kind] === 'as-input' ? rangeOf(result, inputs[0]) : ranges.nodes[origin];
}

/** One node by itself, fed with random values of its input's range; an addition adds its input to itself. */
function alone(result: Trained, index: number): Trained {
  const { folded, params } = result;
  const node = folded.nodes[index];
  const [from] = node.inputs;
  const inputShape = from < 0 ? folded.inputShape : folded.nodes[from].outputShape;
  const single = { inputShape, nodes: [{ ...node, inputs: node.inputs.map(() => -1), origin: 0 }], output: 0 };
  const ranges = { input: rangeOf(result, from), nodes: [rangeOf(result, index)] };
  const { network } = prepareQat({ folded: single, ranges, params, batch: 1, learningSteps: 0 });
  const { valuesAt } = awareNetwork(single, params, 1);
  return { ...result, folded: single, ranges, aware: network, valuesAt };
}

function uniform(count: number, { min, max }: ValueRange, seed: number): Float32Array {
  const numbers = random(seed, 'values');
  return new Float32Array(count).map(() => min + (max - min) * numbers.uniform());
}

describe.each(['per-channel', 'per-tensor'] as const)('dense layers %s', (dense) => {
  const result = trained(networkOf([10, 7, 2], EVERYTHING), dense);

  // The kernels round a product twice (base/fixed-point.ts): to a few bits behind the point, then to a whole number.
  // Where the first rounding makes a half, the second rounds it up; that is up to 1 in 100 for few bits.
  test('every kind of tensor has the levels of the kernels but for their double rounding', async () => {
    const network = await result;
    for (const [index, { kind, name }] of network.folded.nodes.entries()) {
      if (kind === 'softmax') continue;
      const single = alone(network, index);
      const x = uniform(SAMPLES * sizeOf(single.aware.inputShape), single.ranges.input, index);
      const [{ different, of, most }] = differences(single, x);
      const exact = kind === 'maxPool' || kind === 'averagePool' || kind === 'reshape';
      // 1 in 100 and three standard deviations of that: the last layers have few values.
      const bound = exact ? 0 : 0.01 * of + 3 * Math.sqrt(0.01 * of);
      expect([name, most <= (exact ? 0 : 1), different <= bound]).toEqual([name, true, true]);
    }
  });

  test('those of a whole network differ little even at its end', async () => {
    const network = await result;
    const found = differences(network, batchOf(network.aware, SAMPLES, 7).x);
    const sum = (of: 'different' | 'of') => found.reduce((all, one) => all + one[of], 0);
    expect(sum('different') / sum('of')).toBeLessThan(0.015);
    expect(Math.max(...found.map(({ most }) => most))).toBeLessThanOrEqual(16);
  });
});

// Ranges follow the values for the first four of eight steps.
test.each([2, 4, 6])('a training that was cut off after step %d ends as one that was not', async (cutAfter) => {
  const start = networkOf([10, 7, 2], EVERYTHING);
  const [unbroken, goneOn] = [await trained(start, 'per-channel', 8), await trained(start, 'per-channel', 8, cutAfter)];
  expect(goneOn.losses).toEqual(unbroken.losses);
  expect(goneOn.ranges).toEqual(unbroken.ranges);
  expect(goneOn.folded).toEqual(unbroken.folded);
});
