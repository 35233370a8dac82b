// A layer, a loss and an optimizer that aren't shipped: nothing but the lists knows of them.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { createForward } from '../../src/nn/forward.ts';
import { undoActivation } from '../../src/nn/layers/activation.ts';
import { type Layer, nodeAt } from '../../src/nn/layers/layer.ts';
import { ACTIVATION } from '../../src/nn/layers/shared-settings.ts';
import type { FeatureLoss } from '../../src/nn/losses/features/feature-loss.ts';
import type { Loss } from '../../src/nn/losses/loss.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { Network } from '../../src/nn/network/network.ts';
import type { NodeBase } from '../../src/nn/network/node.ts';
import { countTrainable } from '../../src/nn/network/trainable.ts';
import { learningRate, type Optimizer } from '../../src/nn/optimizers/optimizer.ts';
import { LAYERS_SCHEMA, type LayerSpec, layersSchema, OPTIMIZER_SCHEMA, optimizerSchema } from '../../src/nn/params.ts';
import { type Parts, SHIPPED } from '../../src/nn/parts.ts';
import { read, samples, scalar, update, write } from '../../src/nn/program/layer-steps.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { ENGINES } from './networks.ts';

const DOUBLE_SCHEMA = {
  type: 'object',
  description: 'y = act(2 x).',
  additionalProperties: false,
  properties: { activation: ACTIVATION },
} as const;

const double: Layer<typeof DOUBLE_SCHEMA, NodeBase & { readonly kind: 'double' }> = {
  schema: DOUBLE_SCHEMA,
  expand: (_, position) => ({ ...nodeAt(position), kind: 'double' }),
  steps(site) {
    const { emit, x, y, activation } = site;
    const size = sizeOf(site.node.outputShape);
    emit('addForward', samples(size), read(x[0]), read(x[0]), write(y), activation);
    return ({ dy, give }) => {
      undoActivation(site, dy);
      const dx = site.perSample(size);
      emit('addForward', samples(size), read(dy), read(dy), write(dx), 0);
      give(0, dx);
    };
  },
  fuses: true,
};

const SQUARE_SCHEMA = {
  type: 'object',
  description: 'z^2 of one output, for steps of one sample; with `positive` max(z, 0)^2.',
  additionalProperties: false,
  properties: { positive: { type: 'boolean', default: false } },
} as const;

const square: Loss<typeof SQUARE_SCHEMA> = {
  schema: SQUARE_SCHEMA,
  teacher: 'unused',
  emit({ positive }, { emit, logits, losses, dLogits }) {
    const code = positive ? 1 : 0;
    emit('activationForward', samples(), read(logits), write(losses), code);
    emit('multiply', samples(), read(losses), read(losses), update(losses));
    emit('addForward', samples(), read(logits), read(logits), write(dLogits), code);
  },
  mean: (_, { logits }) => logits.reduce((sum, z) => sum + z * z, 0) / logits.length,
  describe: () => 'z^2',
};

const ASCENT_SCHEMA = {
  type: 'object',
  description: 'Uphill: p += rate * (gradient + growth * p).',
  additionalProperties: false,
  properties: { learningRate: learningRate(0.5), growth: { type: 'number', default: 2 } },
} as const;

const ascent: Optimizer<typeof ASCENT_SCHEMA> = {
  schema: ASCENT_SCHEMA,
  rates: [0.5],
  states: 1,
  betas: () => [0, 0],
  emit({ growth }, { emit, range, parameters, gradients, states: [velocity] }) {
    const rate = scalar('learningRate', -1);
    emit('sgdStep', range, update(parameters), read(gradients), update(velocity), rate, 0, growth, 0);
  },
};

/** Pulls a layer: the loss is weight times the sum of its values, for steps of one sample. */
const pull: FeatureLoss<object, { readonly weight: number }> = {
  schema: {},
  regresses: false,
  onlyImages: false,
  emit({ weight }, { emit, student, teacher, losses, dStudent }) {
    // The teacher's value is 1, and weight is 2.
    emit('multiply', samples(), read(student), read(teacher), write(dStudent));
    for (let i = 0; i < weight; i++) emit('accumulate', samples(), read(dStudent), update(losses));
    emit('addForward', samples(), read(teacher), read(teacher), write(dStudent), 0);
  },
  describe: () => 'pull',
};

const parts: Parts = {
  layers: { ...SHIPPED.layers, double },
  losses: { ...SHIPPED.losses, square },
  featureLosses: { ...SHIPPED.featureLosses, pull },
  optimizers: { ...SHIPPED.optimizers, ascent },
};

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });

const accepts = (schema: object, section: { readonly value: unknown }) =>
  ajv.validate({ type: 'object', properties: { value: schema } }, section);

/** As kd.yaml's reader does: checked, and with defaults. */
function checked<T>(schema: object, value: unknown): T {
  const section = { value: structuredClone(value) };
  if (!accepts(schema, section)) throw new Error(ajv.errorsText());
  return section.value as T;
}

/** max(2 (w x + b), 0) with w = 1, b = 0.5. */
function network(): Network {
  const layers = [{ dense: { units: 1 } }, { name: 'twice', double: { activation: 'relu' } }];
  const specs = checked<LayerSpec[]>(layersSchema(parts.layers), layers);
  const built = must(buildNetwork([1], specs, 1, 'test', parts.layers));
  const [dense] = built.nodes;
  if (dense.kind !== 'dense') throw new Error('dense comes first');
  dense.parameters.weight[0] = 1;
  dense.parameters.bias[0] = 0.5;
  return built;
}

describe('the schemas of the lists', () => {
  test('have the new kinds, with their defaults, in their place', () => {
    expect(Object.keys(layersSchema(parts.layers).items.properties)).toEqual([
      ...Object.keys(LAYERS_SCHEMA.items.properties),
      'double',
    ]);
    expect(checked(layersSchema(parts.layers), [{ double: {} }])).toEqual([{ double: { activation: 'none' } }]);
    expect(checked(optimizerSchema(parts.optimizers), { ascent: {} })).toEqual({
      ascent: { learningRate: 0.5, growth: 2 },
    });
    expect(optimizerSchema(parts.optimizers).description).toBe('One of adam, sgd and ascent.');
  });

  test('of what is shipped refuse them', () => {
    expect(accepts(LAYERS_SCHEMA, { value: [{ double: {} }] })).toBe(false);
    expect(accepts(OPTIMIZER_SCHEMA, { value: { ascent: {} } })).toBe(false);
  });
});

test('a new layer is built with its name, its shape and its activation', () => {
  const { nodes } = network();
  expect(nodes.map((node) => [node.name, node.kind, node.inputs, node.outputShape])).toEqual([
    ['dense_0', 'dense', [-1], [1]],
    ['twice', 'double', [0], [1]],
    ['twice/relu', 'relu', [1], [1]],
  ]);
  expect(countTrainable(network(), parts.layers)).toBe(2);
});

// z = 2 (1 * 3 + 0.5) = 7; loss 49; dz = 14; behind double 28; dw = 28 * 3 = 84, db = 28.
// Uphill by 0.25: w = 1 + 0.25 (84 + 2 * 1) = 22.5, b = 0.5 + 0.25 (28 + 2 * 0.5) = 7.75.
test.each(ENGINES)('one step with all of them is that by hand: $engine', async ({ over }) => {
  const optimizer = checked<{ ascent: { learningRate: number } }>(optimizerSchema(parts.optimizers), { ascent: {} });
  const loss = { square: checked<object>(square.schema, { positive: true }) };
  const trainer = await singleTrainer(over, parts)({ network: network(), batch: 1, optimizer, loss, seed: 1 });
  const step = (x: number) => trainer.step({ count: 1, x: Float32Array.of(x), targets: new Float32Array(1) }, 0.25);
  expect(step(3)).toBe(49);
  const trained = trainer.snapshot();
  expect(trained.nodes[0]).toMatchObject({
    parameters: { weight: Float32Array.of(22.5), bias: Float32Array.of(7.75) },
  });
  // 2 (22.5 * 3 + 7.75) and the relu's zero.
  expect(trainer.infer(Float32Array.of(3, -3), 2)).toEqual(Float32Array.of(150.5, 0));
  const forward = createForward(trained, (bytes) => over(createMemory(bytes)), parts);
  expect(forward.infer(Float32Array.of(3, -3), 2)).toEqual(Float32Array.of(150.5, 0));
});

// As above, and 2 of what dense gives, 3.5: loss 49 + 7; its gradient 28 + 2 = 30; dw = 30 * 3 = 90, db = 30.
// Uphill by 0.25 without growth: w = 1 + 0.25 * 90 = 23.5, b = 0.5 + 0.25 * 30 = 8.
test.each(ENGINES)('a new loss of a layer adds to loss and gradient: $engine', async ({ over }) => {
  const optimizer = { ascent: { learningRate: 0.25, growth: 0 } };
  const loss = { square: { positive: true } };
  const features = [{ loss: { pull: { weight: 2 } }, node: 0, teacherShape: [1] }];
  const trainer = await singleTrainer(
    over,
    parts,
  )({ network: network(), batch: 1, optimizer, loss, features, seed: 1 });
  const batch = { count: 1, x: Float32Array.of(3), targets: new Float32Array(1) };
  expect(() => trainer.step(batch, 0.25)).toThrow("the teacher's layers are missing");
  expect(trainer.step({ ...batch, teacherFeatures: [Float32Array.of(1)] }, 0.25)).toBe(56);
  expect(trainer.snapshot().nodes[0]).toMatchObject({
    parameters: { weight: Float32Array.of(23.5), bias: Float32Array.of(8) },
  });
});

test('a loss that needs the teacher is told when a batch has none', async () => {
  const needy: Parts = { ...parts, losses: { square: { ...square, teacher: 'required' } } };
  const loss = { square: { positive: false } };
  const optimizer = { ascent: { learningRate: 1, growth: 0 } };
  const trainer = await singleTrainer(
    ENGINES[1].over,
    needy,
  )({ network: network(), batch: 1, optimizer, loss, seed: 1 });
  const batch = { count: 1, x: new Float32Array(1), targets: new Float32Array(1) };
  expect(() => trainer.step(batch, 1)).toThrow("square needs the teacher's logits");
  expect(trainer.step({ ...batch, teacherLogits: new Float32Array(1) }, 1)).toBe(1);
});
