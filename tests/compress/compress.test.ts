// The whole stage: what it reports, what it refuses, and that the same input gives the same model.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { type CompressInput, compress } from '../../src/compress/compress.ts';
import type { FixedParams } from '../../src/compress/params.ts';
import { simulationOn } from '../../src/gate/simulation.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { buildFixture, draw, forward } from './networks.ts';

const network = () =>
  buildFixture(
    [6, 5, 2],
    [
      { kind: 'conv2d', filters: 4, kernel: [3, 3], padding: 'same' },
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'globalAveragePool' },
      { kind: 'dense', units: 3 },
      { kind: 'softmax' },
    ],
  );

const PLAIN: FixedParams = {
  mode: 'int8',
  calibration: 'min-max',
  percentile: 99.99,
  biasCorrection: false,
  equalize: false,
  dense: 'per-channel',
};
const written = Uint8Array.of(1, 2, 3);
const inputFor = (built: Network): CompressInput => ({
  network: built,
  calibration: { x: draw(5, 4 * 60, 1), count: 4, shape: [6, 5, 2] },
  activations: (x, count, observe) => {
    for (let n = 0; n < count; n++) {
      for (const [i, values] of forward(built, x.subarray(n * 60, (n + 1) * 60)).entries()) observe(i, values);
    }
  },
  params: PLAIN,
  simulate: simulationOn((bytes) => referenceKernels(createMemory(bytes))),
  write: () => written,
});

test('a network becomes a model, its bytes and a row for the input and every operator', () => {
  const { model, bytes, layers } = must(compress(inputFor(network())));
  expect(bytes).toBe(written);
  expect(model.subgraphs[0].operators.map((o) => o.code)).toEqual([
    'CONV_2D',
    'AVERAGE_POOL_2D',
    'RESHAPE',
    'FULLY_CONNECTED',
    'SOFTMAX',
  ]);
  expect(layers.map((l) => l.kind)).toEqual(['input', 'conv2d', 'averagePool', 'reshape', 'dense', 'softmax']);
  // TFLite's quantization specification: the output of SOFTMAX is 1/256 and -128, pools and RESHAPE keep their input's.
  expect(layers[5]).toMatchObject({ scale: 1 / 256, zeroPoint: -128 });
  expect(layers[3].scale).toBe(layers[1].scale);
  // 8 bits: uniform noise of a 127-step half range lies near 20 log10(127) + 4.8 - crest factor.
  expect(layers[1].weights?.sqnrDb).toBeGreaterThan(38);
  expect(layers[1].weights?.sqnrDb).toBeLessThan(50);
});

test('the same input gives the same model', () => {
  expect(compress(inputFor(network()))).toEqual(compress(inputFor(network())));
});

test('per-tensor dense layers have one scale and keep per-channel convolutions', () => {
  const params = { ...PLAIN, dense: 'per-tensor' } as const;
  const [graph] = must(compress({ ...inputFor(network()), params })).model.subgraphs;
  const scales = (name: string) => graph.tensors.find((t) => t.name === name)?.quantization?.scales.length;
  expect([scales('conv2d_0/weights'), scales('dense_4/weights'), scales('dense_4/bias')]).toEqual([4, 1, 1]);
});

test('a diverged network is a problem', () => {
  const built = network();
  const [first] = built.nodes;
  if (first.kind === 'conv2d') first.parameters.weight[3] = Number.NaN;
  expect(compress(inputFor(built))).toMatchObject({ ok: false, problems: [{ code: 'compress/not-finite' }] });
});

test('calibration samples of another shape are a problem', () => {
  const input = inputFor(network());
  const outcome = compress({ ...input, calibration: { ...input.calibration, shape: [5, 6, 2] } });
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'compress/calibration-shape' }] });
});

test('a network without operators is a problem', () => {
  const outcome = compress(inputFor(buildFixture([6, 5, 2], [{ kind: 'dropout' }])));
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'compress/no-operators' }] });
});
