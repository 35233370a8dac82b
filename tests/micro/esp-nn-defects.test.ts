// What ESP-NN gets wrong is a refusal or a warning on its profiles, and on no others; what it gets right is neither.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { measureRefusals, warningsOn } from '../../src/micro/arena/arena.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Model, Operator, Tensor } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import type { TensorType } from '../../src/tflite/schema.ts';
import { modelOf } from './ops/stored.ts';
import { hasOracle, ORACLE, oracleFolder } from './oracle.ts';

interface Part {
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** One for all, or one for each channel. */
  readonly scales?: readonly number[];
}

/** A model of one operator; the last tensor is its output. */
function modelWith(code: Operator['code'], options: Operator['options'], parts: readonly (Part | undefined)[]): Model {
  const present = parts.filter((part) => part !== undefined);
  const index = (part: Part | undefined) => (part === undefined ? -1 : present.indexOf(part));
  const tensors = present.map(
    ({ type, shape, scales = [0.3] }): Pick<Tensor, 'type' | 'shape' | 'quantization'> => ({
      type,
      shape,
      quantization: { scales, zeroPoints: scales.map(() => 0), quantizedDimension: 0 },
    }),
  );
  const inputs = parts.slice(0, -1).map(index);
  const outputs = [present.length - 1];
  const operator = { code, version: 1, inputs, outputs, options, hasOptions: true } as const;
  return modelOf({ inputs: [0], outputs, tensors, operators: [operator] });
}

const WINDOW = { strideH: 1, strideW: 1, padding: 1, dilationHFactor: 1, dilationWFactor: 1, depthMultiplier: 1 };
const DILATED = { ...WINDOW, dilationHFactor: 2, dilationWFactor: 2 };

const part = (type: TensorType, ...shape: number[]): Part => ({ type, shape });

interface Layer {
  readonly code?: 'CONV_2D' | 'DEPTHWISE_CONV_2D';
  readonly options?: Operator['options'];
  readonly activations?: 'INT8' | 'INT16';
  readonly weights?: 'INT8' | 'INT4';
  readonly channels?: number;
  readonly bias?: TensorType;
}

function layer({ code = 'CONV_2D', options = WINDOW, activations = 'INT8', weights = 'INT8', ...more }: Layer): Model {
  const filter = code === 'CONV_2D' ? [4, 1, 1, more.channels ?? 4] : [1, 1, 1, 4];
  const bias = more.bias && part(more.bias, 4);
  const [input, output] = [part(activations, 1, 6, 6, 4), part(activations, 1, 6, 6, 4)];
  return modelWith(code, options, [input, part(weights, ...filter), bias, output]);
}

function dense(activations: 'INT8' | 'INT16', inputs: number, outputs: number, scales = 1): Model {
  const weights: Part = { ...part('INT8', outputs, inputs), scales: Array(scales).fill(0.5) };
  return modelWith('FULLY_CONNECTED', {}, [
    part(activations, 1, inputs),
    weights,
    undefined,
    part(activations, 1, outputs),
  ]);
}

const softmax = (...shape: number[]) =>
  modelWith('SOFTMAX', { beta: 1 }, [part('INT8', ...shape), part('INT8', ...shape)]);

const refusals = (model: Model, profile: string) =>
  measureRefusals(must(resolve(model)), profileOf(profile)).map(({ message }) => message);
const warnings = (model: Model, profile: string) => warningsOn(must(resolve(model)), profileOf(profile));

const ESP_NN = ['esp32', 'esp32s3', 'esp32c3', 'esp32p4'].flatMap((chip) => [`${chip}/esp_nn`, `${chip}/esp_nn-1.1.2`]);
const OTHERS = ['esp32/reference', 'esp32s3/reference', 'cortex-m4f/reference'];

describe('what fails', () => {
  test.each<[what: string, model: Model, message: string]>([
    ['int8 convolution without bias', layer({}), 'operator 0 (CONV_2D): ESP-NN'],
    ['the same, dilated', layer({ options: DILATED }), 'crashes; give the layer a bias of zeros'],
    ['int8 depthwise without bias', layer({ code: 'DEPTHWISE_CONV_2D' }), 'operator 0 (DEPTHWISE_CONV_2D): ESP-NN'],
    ['grouped convolution', layer({ channels: 2, bias: 'INT32' }), 'takes no groups: with filters of 2 of 4 channels'],
    ['int16 dense, a scale an output', dense('INT16', 4, 2, 2), 'convert to int8, or with converter._experimental'],
    ['more than 65,535 inputs', dense('INT8', 65536, 1), 'counts inputs and outputs in 16 bits; 65536 are more than'],
    ['more than 65,535 outputs', dense('INT8', 1, 65536), 'counts inputs and outputs in 16 bits; 65536 are more than'],
    // The README's own: 8 bytes are asked for, 16 planned, 320 written.
    ['softmax [1, 2, 80]', softmax(1, 2, 80), 'writes 320 bytes into a scratch buffer of 16'],
    ['softmax of rank 1', softmax(5), "reads a second dimension that isn't there"],
  ])('%s', (_, model, message) => {
    for (const profile of ESP_NN) expect(refusals(model, profile)).toEqual([expect.stringContaining(message)]);
    for (const profile of OTHERS) expect(refusals(model, profile)).toEqual([]);
  });
});

describe('what works', () => {
  test.each<[what: string, model: Model]>([
    ['int8 convolution', layer({ bias: 'INT32' })],
    ['int8 depthwise', layer({ code: 'DEPTHWISE_CONV_2D', bias: 'INT32' })],
    ['int4 weights without bias: the reference kernel', layer({ weights: 'INT4' })],
    ['int16 activations', layer({ activations: 'INT16', bias: 'INT64' })],
    ['grouped and dilated: the reference kernel', layer({ options: DILATED, channels: 2, bias: 'INT32' })],
    ['int8 dense, a scale an output, no bias', dense('INT8', 4, 2, 2)],
    ['65,535 inputs', dense('INT8', 65535, 1)],
    ['int16 dense with one scale', dense('INT16', 4, 2)],
    ['softmax [1, 12]', softmax(1, 12)],
    ['softmax [1, 80, 2]', softmax(1, 80, 2)],
    ['softmax [1, 3, 4]: 12 bytes are asked for, 16 planned and written', softmax(1, 3, 4)],
  ])('%s', (_, model) => {
    for (const profile of [...ESP_NN, ...OTHERS]) expect(refusals(model, profile)).toEqual([]);
    expect(warnings(model, 'esp32/esp_nn')).toEqual([]);
  });
});

describe('what can be off by one is a warning', () => {
  test('int16 convolution without bias, with ESP-NN alone', () => {
    const model = layer({ activations: 'INT16' });
    expect(refusals(model, 'esp32/esp_nn')).toEqual([]);
    expect(warnings(model, 'esp32/esp_nn')).toEqual([expect.stringContaining('about one value in ten is 1 off')]);
    expect(warnings(model, 'esp32/reference')).toEqual([]);
  });

  test('on P4 with 1.2.3, a scale from sums to outputs that is a power of two', () => {
    const model = (scale: number) =>
      modelWith('CONV_2D', WINDOW, [
        { ...part('INT8', 1, 6, 6, 4), scales: [scale] },
        { ...part('INT8', 4, 1, 1, 4), scales: [0.3, 0.3, 0.25, 0.3] },
        part('INT32', 4),
        { ...part('INT8', 1, 6, 6, 4), scales: [0.5] },
      ]);
    expect(warnings(model(0.125), 'esp32p4/esp_nn')).toEqual([expect.stringContaining('a power of two')]);
    expect(warnings(model(0.126), 'esp32p4/esp_nn')).toEqual([]);
    for (const profile of ['esp32s3/esp_nn', 'esp32/esp_nn', 'esp32p4/esp_nn-1.1.2', 'esp32p4/reference']) {
      expect(warnings(model(0.125), profile)).toEqual([]);
    }
  });
});

test('alike operators are one complaint', () => {
  const { subgraphs, ...model } = layer({});
  const [graph] = subgraphs;
  const twice = { ...model, subgraphs: [{ ...graph, operators: [...graph.operators, ...graph.operators] }] };
  expect(refusals(twice, 'esp32/esp_nn')).toEqual([expect.stringMatching(/^operators 0 and 1 \(CONV_2D\): ESP-NN/)]);
});

interface Different {
  readonly set: 'kernel_cases' | 'fuzz_cases';
  readonly file: string;
}

describe.skipIf(!hasOracle)('of all recorded cases of one operator (needs ../shared)', () => {
  test('those are refused or warned of that ESP-NN answered otherwise, and no others', () => {
    const equality = JSON.parse(readFileSync(join(ORACLE, 'esp/output_equality.json'), 'utf8'));
    const different: readonly Different[] = equality['single-operator cases, opt vs reference'];
    const profile = profileOf('esp32c3/esp_nn');
    const told = (['kernel_cases', 'fuzz_cases'] as const).flatMap((set) => {
      const { folder, cases } = oracleFolder(set);
      const runs = cases.filter((c) => c.prepare_status === 0 && c.steps.every((step) => step.invoke_status === 0));
      return runs.flatMap(({ file }) => {
        const model = readModel(readFileSync(join(folder, file)));
        const value = must(resolve(must(model)));
        const complaints = [...measureRefusals(value, profile), ...warningsOn(value, profile)];
        return complaints.length > 0 ? [`${set} ${file}`] : [];
      });
    });
    // Softmax of [3, 4, 5] and [2, 3, 4, 5] writes 20 bytes into 16: right there, as the arena had room behind.
    const overruns = ['kernel_cases case_0084_SOFTMAX.tflite', 'kernel_cases case_0087_SOFTMAX.tflite'];
    expect(told.sort()).toEqual([...different.map(({ set, file }) => `${set} ${file}`), ...overruns].sort());
  });
});
