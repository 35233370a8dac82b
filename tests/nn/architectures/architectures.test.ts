// The architectures against the models that they are named after: parameters as Keras counts them, multiplications as
// MLPerf Tiny's tables have them.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import type { Shape } from '../../../src/base/shape.ts';
import type { Architecture } from '../../../src/nn/architectures/architecture.ts';
import {
  ARCH_SCHEMA,
  type ArchParams,
  archSchema,
  buildSection,
  expandArchitecture,
  writeArchitecture,
} from '../../../src/nn/architectures/expand.ts';
import { ARCHITECTURES } from '../../../src/nn/architectures/index.ts';
import { checkClasses } from '../../../src/nn/network/build.ts';
import type { Network } from '../../../src/nn/network/network.ts';
import { countTrainable } from '../../../src/nn/network/trainable.ts';
import { macsOf } from '../../../src/nn/network/work.ts';
import { LAYERS_SCHEMA } from '../../../src/nn/params.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });

/** As kd.yaml's reader does: checked, and with defaults. */
function archOf(name: string, settings: object = {}): ArchParams {
  const arch = { [name]: structuredClone(settings) };
  if (!ajv.validate(ARCH_SCHEMA, arch)) throw new Error(ajv.errorsText());
  return arch;
}

const build = (name: string, inputShape: Shape, classes: number, settings: object = {}) =>
  buildSection({ arch: archOf(name, settings) }, { inputShape, classes }, 1, 'student');
const built = (...call: Parameters<typeof build>) => must(build(...call));

/** With the moving statistics; `biases`: with those in front of a batch norm, which stay zero here. */
function kerasCount(network: Network, biases: boolean): number {
  const arrays = network.nodes.flatMap((node) =>
    'parameters' in node
      ? Object.entries(node.parameters).filter(
          ([name]) => biases || name !== 'bias' || !('trainBias' in node && node.trainBias === false),
        )
      : [],
  );
  return arrays.reduce((sum, [, values]) => sum + values.length, 0);
}

/** Of convolutions and dense layers alone. */
const macs = ({ nodes }: Network) => macsOf({ nodes: nodes.filter(({ kind }) => /conv|dense/i.test(kind)) });

// Keras 3.15's count_params() of the reference models of mlcommons/tiny (benchmark/training), and of
// keras.applications.MobileNetV2 with 10 and 1000 classes, whose convolutions have no bias.
test.each([
  ['ds-cnn', [49, 10, 1], 12, {}, true, 24_908],
  ['mobilenet-v1', [96, 96, 3], 2, {}, true, 221_794],
  ['resnet-8', [32, 32, 3], 10, {}, true, 78_666],
  ['fc-autoencoder', [640], 640, {}, true, 269_992],
  ['mobilenet-v2', [96, 96, 3], 10, {}, false, 423_018],
  ['mobilenet-v2', [96, 96, 3], 10, { width: 1.4 }, false, 4_381_642],
  ['mobilenet-v2', [224, 224, 3], 1000, { width: 1 }, false, 3_538_984],
] as const)('%s on %j has the parameters of Keras', (name, shape, classes, settings, biases, expected) => {
  expect(kerasCount(built(name, shape, classes, settings), biases)).toBe(expected);
});

// Counted from MLPerf Tiny's own .tflite files: convolutions and dense layers alone.
test.each([
  ['ds-cnn', [49, 10, 1], 12, 2_656_768],
  ['mobilenet-v1', [96, 96, 3], 2, 7_489_664],
  ['resnet-8', [32, 32, 3], 10, 12_501_632],
  ['fc-autoencoder', [640], 640, 264_192],
] as const)('%s multiplies as often as the model of MLPerf Tiny', (name, shape, classes, expected) => {
  expect(macs(built(name, shape, classes))).toBe(expected);
});

test('resnet-8 has a projection where the map halves and ends in the classes', () => {
  const { nodes } = built('resnet-8', [32, 32, 3], 10);
  const at = (name: string) => nodes.findIndex((node) => node.name === name);
  expect(nodes[at('stage1')].inputs).toEqual([at('second1/batchNorm'), at('stem/relu')]);
  expect(nodes[at('skip2')]).toMatchObject({ inputs: [at('stage1/relu')], kernel: [1, 1], stride: [2, 2] });
  expect(nodes[at('stage2')].inputs).toEqual([at('skip2'), at('second2/batchNorm')]);
  expect(nodes.slice(-3).map(({ name, outputShape }) => [name, outputShape])).toEqual([
    ['pool', [64]],
    ['classes', [10]],
    ['softmax', [10]],
  ]);
});

// He et al.: a width of 1/2 has a quarter of the weights of each inner layer.
test('the width scales channels and is never below one', () => {
  const wide = (width: number) => built('resnet-8', [32, 32, 3], 10, { width }).nodes.map((n) => n.outputShape.at(-1));
  expect(wide(0.5).filter((c) => c !== 10)).not.toContain(64);
  expect(Math.max(...wide(0.5).map((c) => c ?? 0))).toBe(32);
  expect(Math.min(...wide(0.01).map((c) => c ?? 0))).toBe(1);
});

// Wang et al. 2017, FCN: (8 c + 1) 128 + (5 * 128 + 1) 256 + (3 * 256 + 1) 128 and the dense layer, at width 1.
test('cnn-1d at width 1 is the FCN of the paper', () => {
  const network = built('cnn-1d', [50, 6], 4, { width: 1, softmax: false });
  const weights = 8 * 6 * 128 + 5 * 128 * 256 + 3 * 256 * 128 + 128 * 4 + 4;
  expect(countTrainable(network)).toBe(weights + 2 * (128 + 256 + 128));
});

// Bai et al. 2018: dilations 1, 2, 4, 8; no output may see a later step, so every window starts (k - 1) d steps before.
test('tcn is causal, and its dilation doubles', () => {
  const { nodes } = built('tcn', [40, 3], 4);
  const pads = nodes.filter((node) => node.kind === 'zeroPad').map(({ left, right }) => [left, right]);
  expect(pads).toEqual([2, 2, 4, 4, 8, 8, 16, 16].map((left) => [left, 0]));
  const dilations = nodes.flatMap((node) => (node.kind === 'conv2d' && node.kernel[1] > 1 ? [node.dilation[1]] : []));
  expect(dilations).toEqual([1, 1, 2, 2, 4, 4, 8, 8]);
  expect(nodes.filter(({ kind }) => kind === 'add').map(({ outputShape }) => outputShape)).toEqual(
    Array.from({ length: 4 }, () => [40, 25]),
  );
});

test.each([
  ['tcn', { width: 0.12, levels: 2, dropout: 0.1 }],
  ['cnn-1d', { stride: 3 }],
])('%s takes steps x channels and steps x 1 x channels alike', (name, settings) => {
  const [a, b] = [built(name, [40, 3], 4, settings), built(name, [40, 1, 3], 4, settings)];
  expect(countTrainable(a)).toBe(countTrainable(b));
  expect(a.nodes.map((node) => node.name)).toEqual(b.nodes.map((node) => node.name));
});

test.each(Object.keys(ARCHITECTURES))('the layers of %s are those that ajv completes', (name) => {
  const shapes: Record<string, Shape> = { 'fc-autoencoder': [8], 'cnn-1d': [30, 2], tcn: [30, 2] };
  const task = { inputShape: shapes[name] ?? [32, 32, 3], classes: 8 };
  const written = structuredClone(must(writeArchitecture(archOf(name), task)));
  expect(ajv.validate(LAYERS_SCHEMA, written)).toBe(true);
  expect(must(expandArchitecture(archOf(name), task))).toEqual(written);
  const network = must(buildSection({ arch: archOf(name) }, task, 1, 'student'));
  expect(checkClasses(network, 8)).toEqual([]);
});

describe('mistakes', () => {
  test.each([
    ['ds-cnn', [49, 10], 'ds-cnn takes images (height x width x channels), the data are 49x10'],
    ['mobilenet-v1', [640], 'mobilenet-v1 takes images (height x width x channels), the data are 640'],
    ['tcn', [49, 10, 1], 'tcn takes steps x channels, the data are 49x10x1'],
  ] as const)('%s on %j', (name, shape, message) => {
    expect(build(name, shape, 3)).toEqual({
      ok: false,
      problems: [{ code: 'network/arch', message, place: { path: `arch.${name}` } }],
    });
  });

  test('what is wrong with a layer is told at the architecture', () => {
    expect(build('mobilenet-v2', [1024, 1024, 3], 10, { width: 8 })).toMatchObject({
      ok: false,
      problems: [{ code: 'network/too-large', place: { path: 'arch.mobilenet-v2' } }],
    });
  });
});

test('an architecture that is not shipped has its settings in the schema of its list', () => {
  const SCHEMA = {
    type: 'object',
    description: 'One dense layer.',
    additionalProperties: false,
    properties: { bias: { type: 'boolean', default: false } },
  } as const;
  const line: Architecture<typeof SCHEMA> = {
    schema: SCHEMA,
    layers: ({ bias }, { classes }) => [{ dense: { units: classes, bias } }],
  };
  const schema = archSchema({ ...ARCHITECTURES, line });
  const arch = { line: {} };
  expect(ajv.validate(schema, arch)).toBe(true);
  expect(arch).toEqual({ line: { bias: false } });
  expect(ajv.validate(ARCH_SCHEMA, { line: {} })).toBe(false);
  expect(schema.description).toMatch(/tcn and line\.$/);
});
