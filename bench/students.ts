// The students that the benches train: an MLP, a small CNN, MLPerf Tiny's DS-CNN, and its MobileNetV1 for pictures.
import { Ajv } from 'ajv';
import { must } from '../src/base/problem.ts';
import type { Shape } from '../src/base/shape.ts';
import { mobilenetV1 } from '../src/nn/architectures/mobilenet-v1.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import type { Network } from '../src/nn/network/network.ts';
import { LAYERS_SCHEMA, type LayerSpec } from '../src/nn/params.ts';

export interface Student {
  readonly name: string;
  /** Of the data that it is made for. */
  readonly shape: Shape;
  readonly classes: number;
  /** In kd.yaml's words, the last one for this many classes. */
  readonly layers: (classes: number) => readonly unknown[];
}

const normRelu = { batchNorm: true, activation: 'relu' };
const separable = [
  { depthwiseConv2d: { kernel: 3, ...normRelu } },
  { conv2d: { filters: 64, kernel: 1, ...normRelu } },
];

/** Three for small data. */
export const STUDENTS: readonly Student[] = [
  {
    name: 'mlp',
    shape: [784],
    classes: 10,
    layers: (classes) => [
      { dense: { units: 128, activation: 'relu' } },
      { dense: { units: 64, activation: 'relu' } },
      { dense: { units: classes } },
    ],
  },
  {
    name: 'cnn',
    shape: [28, 28, 1],
    classes: 10,
    layers: (classes) => [
      { conv2d: { filters: 16, kernel: 3, activation: 'relu' } },
      { maxPool: { size: 2 } },
      { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
      { maxPool: { size: 2 } },
      { dense: { units: classes } },
    ],
  },
  {
    name: 'dscnn',
    shape: [49, 10, 1],
    classes: 12,
    layers: (classes) => [
      { conv2d: { filters: 64, kernel: [10, 4], stride: 2, ...normRelu } },
      ...[0, 1, 2, 3].flatMap(() => separable),
      { globalAveragePool: {} },
      { dense: { units: classes } },
    ],
  },
];

/** Those of these names, or all three. */
export function studentsNamed(names: string | undefined): readonly Student[] {
  const wanted = names?.split(',');
  return STUDENTS.filter(({ name }) => wanted?.includes(name) ?? true);
}

/** MobileNetV1 of width 0.25, as `arch: mobilenet-v1` has it. */
export const MOBILENET: Student = {
  name: 'mobilenet',
  shape: [96, 96, 3],
  classes: 2,
  layers: (classes) => mobilenetV1.layers({ width: 0.25, softmax: false }, { inputShape: [96, 96, 3], classes }),
};

/** The student as it starts, for its own data or for others. */
export function networkOf(
  { name, layers, ...own }: Student,
  seed: number,
  { shape, classes }: { readonly shape: Shape; readonly classes: number } = own,
): Network {
  return networkOfLayers(shape, layers(classes), seed, name);
}

/** Layers as kd.yaml has them; keys that are left out get their defaults. */
export function networkOfLayers(shape: Shape, layers: readonly unknown[], seed: number, stream: string): Network {
  const complete = structuredClone(layers);
  const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });
  if (!ajv.validate(LAYERS_SCHEMA, complete)) throw new Error(ajv.errorsText());
  return must(buildNetwork(shape, complete as LayerSpec[], seed, stream));
}
