// TensorFlow.js as an engine for teachers, on the kernels that it was given: WASM's, or those of TensorFlow itself.
import type * as converter from '@tensorflow/tfjs-converter';
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { attemptLater, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { sizeOf } from '../../base/shape.ts';
import type { JsonObject } from '../../keras/json.ts';
import type { LayerWeights, StoredWeights, SyncModel, TensorFlow } from '../../teacher/engines.ts';
import { meterKernels } from './meter.ts';
import { quietly } from './quietly.ts';
import { registerResetAfterGru } from './reset-after-gru.ts';

/** Its packages, or @tensorflow/tfjs-node, which is all of them in one. */
export interface TensorFlowParts {
  readonly core: typeof core;
  readonly layers: Pick<typeof layers, 'layers' | 'loadLayersModel'>;
  readonly converter: Pick<typeof converter, 'loadGraphModel'>;
}

/** Of a batch: pictures as answers have a million. */
const MOST_ANSWERS = 2 ** 24;

/** For its backend as it is set now; each kernel that runs is counted. */
export function tensorFlowOn(parts: TensorFlowParts, name: string): TensorFlow {
  const { core, converter } = parts;
  const meter = meterKernels(core);
  registerResetAfterGru(parts);
  const running = (answer: (x: core.Tensor) => core.Tensor, inputs: SyncModel['inputs'], close: () => void) => ({
    inputs,
    run(x: Float32Array, count: number) {
      const shape = [count, ...inputs[0].slice(1).map((d) => d ?? 1)];
      meter.reset();
      return refusing(() => core.tidy(() => valuesOf(answer(core.tensor(x, shape)))));
    },
    macs: meter.macs,
    close,
  });
  return {
    name,
    layersModel: (topology, weights) =>
      attemptLater(async () => {
        const model = await refusingLater(() => loadLayers(parts, topology, weights));
        const answer = (x: core.Tensor) => oneOf(model.predict(x));
        return running(answer, shapesOf(model.inputs), () => void model.dispose());
      }),
    graphModel: (topology, weights, output) =>
      attemptLater(async () => {
        const model = await refusingLater(() => converter.loadGraphModel(handlerOf(topology, weights)));
        const answer = (x: core.Tensor) => oneOf(model.execute(x, output));
        return running(answer, shapesOf(model.inputs), () => model.dispose());
      }),
  };
}

function valuesOf(answers: core.Tensor): Float32Array {
  if (answers.size > MOST_ANSWERS)
    throw new Error(`it answers with ${answers.size} values; ${MOST_ANSWERS} are the most`);
  return Float32Array.from(answers.dataSync());
}

function shapesOf(inputs: readonly { readonly shape?: readonly (number | null)[] }[]): SyncModel['inputs'] {
  return inputs.map(({ shape = [] }) => shape.map((d) => (d === null || d < 0 ? null : d)));
}

function oneOf(value: core.Tensor | readonly core.Tensor[]): core.Tensor {
  return isList(value) ? value[0] : value;
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** A model in memory: no path and no address is ever looked up. */
function handlerOf(modelTopology: JsonObject, { specs, bytes }: StoredWeights): core.io.IOHandler {
  const weightSpecs = specs as core.io.WeightsManifestEntry[];
  // tfjs takes a buffer of its own.
  const weightData = bytes.slice().buffer;
  return { load: async () => ({ modelTopology, weightSpecs, weightData }) };
}

async function loadLayers(parts: TensorFlowParts, topology: JsonObject, weights: StoredWeights | LayerWeights) {
  const isStored = 'specs' in weights;
  const numbers = isStored ? numbersOfSpecs(weights) : numbersOfLayers(weights);
  const bounded = boundWeights(parts, numbers);
  try {
    if (isStored) return await parts.layers.loadLayersModel(handlerOf(topology, weights));
    const model = await parts.layers.loadLayersModel({ load: async () => ({ modelTopology: topology }) });
    setWeights(parts, model, weights);
    return model;
  } finally {
    bounded.release();
  }
}

function numbersOfSpecs({ specs }: StoredWeights): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function numbersOfLayers(weights: LayerWeights): number {
  let sum = 0;
  for (const own of weights.values()) for (const { values } of own) sum += values.length;
  return sum;
}

/**
 * While a model is made: no layer gets more weights than there are in the files, whatever its config says, and none is
 * filled at random, since all are set afterwards.
 */
function boundWeights({ layers }: TensorFlowParts, numbers: number): { release(): void } {
  // Protected and private in its types.
  const own = layers.layers.Layer.prototype as unknown as {
    addWeight: (name: string, shape: readonly number[], ...more: readonly unknown[]) => unknown;
    fastWeightInitDuringBuild?: boolean;
  };
  const original = own.addWeight;
  let left = numbers;
  own.addWeight = function (this: typeof own, name, shape, ...more) {
    left -= sizeOf(shape);
    if (!(left >= 0)) throw new Error(`its layers ask for more weights than the ${numbers} in its files`);
    this.fastWeightInitDuringBuild = true;
    return original.call(this, name, shape, ...more);
  };
  return {
    release() {
      own.addWeight = original;
    },
  };
}

type Container = Pick<layers.LayersModel, 'layers'>;

/** Layers in the model's models by their path, as files name them. */
function setWeights(parts: TensorFlowParts, model: Container, weights: LayerWeights, path = ''): void {
  const { core } = parts;
  for (const layer of model.layers) {
    const own = path + layer.name;
    if (isContainer(layer)) setWeights(parts, layer, weights, `${own}/`);
    else {
      const values = weights.get(own) ?? [];
      core.tidy(() => layer.setWeights(values.map(({ shape, values }) => core.tensor(values, [...shape]))));
    }
  }
}

function isContainer(layer: object): layer is Container {
  return 'layers' in layer && Array.isArray(layer.layers);
}

/** What TensorFlow.js throws about a model is a mistake in the model. */
function refusing<T>(work: () => T): T {
  try {
    return quietly(work);
  } catch (error) {
    return refuse(error);
  }
}

function refusingLater<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(refuse);
}

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  return reject('teacher/model', `TensorFlow.js can't run the teacher: ${excerpt(reason, 200)}`);
}
