// `export: { metadata: true }`: a model that says of itself what people and tools want to know.

import { orBug } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import { packFile } from '../tflite/metadata/pack.ts';
import { METADATA_NAME } from '../tflite/metadata/schema.ts';
import { type TensorMetadata, writeMetadata } from '../tflite/metadata/write.ts';
import type { Model, Tensor } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { writeModel } from '../tflite/write.ts';
import { labelsText } from './firmware/labels-text.ts';
import { INTEGERS, type SettingsInput } from './firmware/settings.ts';

/** What the model's own bytes don't say. */
export interface ModelFacts {
  readonly name: string;
  /** Class names in the order of the outputs. */
  readonly labels: readonly string[];
  readonly normalisation?: SettingsInput['normalisation'];
  /** Whether a value is a point of a picture: 0 to 255. */
  readonly hasPixels?: boolean;
}

const LABEL_FILE = 'labels.txt';

/** `file`: as `writeModel` left it, since what that doesn't write is lost. The graph stays, tensor by tensor. */
export function withMetadata(file: Uint8Array, facts: ModelFacts): Uint8Array {
  const model = orBug(readModel(file));
  const [graph] = model.subgraphs;
  const tensorsAt = (indices: readonly number[]) => indices.map((index) => graph.tensors[index]);
  const [inputs, outputs] = [tensorsAt(graph.inputs), tensorsAt(graph.outputs)];
  // A line for each value of an output; of one yes-or-no output the two names are no axis.
  const labelled = outputs.findIndex(({ shape }) => facts.labels.length > 0 && sizeOf(shape) === facts.labels.length);
  const metadata = writeMetadata({
    name: facts.name,
    description: 'Made by kd-gate.',
    inputs: inputs.map((tensor) => inputMetadata(tensor, facts)),
    outputs: outputs.map((tensor, i) => outputMetadata(tensor, i === labelled)),
  });
  const written = writeModel(withBuffer(model, metadata));
  if (labelled < 0) return written;
  return packFile(written, LABEL_FILE, new TextEncoder().encode(labelsText(facts.labels)));
}

function withBuffer(model: Model, bytes: Uint8Array): Model {
  return {
    ...model,
    buffers: [...model.buffers, bytes],
    metadata: [...model.metadata, { name: METADATA_NAME, buffer: model.buffers.length }],
  };
}

function inputMetadata(tensor: Tensor, { normalisation, hasPixels = false }: ModelFacts): TensorMetadata {
  const scalings = scalingsOf(normalisation);
  const channels = tensor.shape.at(-1);
  const colours = channels === 3 ? 'rgb' : channels === 1 ? 'grayscale' : undefined;
  const range = rangeOf(tensor);
  // A factor of 0 has no way back.
  const isInvertible = scalings.every(({ multiply }) => multiply !== 0);
  const ends =
    range && isInvertible
      ? scalings
          .flatMap(({ subtract, multiply }) => [range.min, range.max].map((real) => real / multiply + subtract))
          .sort((a, b) => a - b)
      : undefined;
  // The schema has one mean, or one a channel.
  const isKnown = normalisation && isInvertible && (scalings.length === 1 || scalings.length === channels);
  return {
    name: tensor.name,
    description: 'Values as the data have them, before normalization.',
    ...(hasPixels && colours && { colours }),
    ...(isKnown && {
      normalization: {
        mean: scalings.map(({ subtract }) => subtract),
        std: scalings.map(({ multiply }) => 1 / multiply),
      },
    }),
    ...(ends && { range: { min: ends[0], max: ends[ends.length - 1] } }),
  };
}

function scalingsOf({ subtract, multiply }: NonNullable<ModelFacts['normalisation']> = { subtract: 0, multiply: 1 }) {
  const listOf = (value: number | Float32Array) => (typeof value === 'number' ? [value] : Array.from(value));
  const factors = listOf(multiply);
  return listOf(subtract).map((shift, i) => ({ subtract: shift, multiply: factors[i] }));
}

function outputMetadata(tensor: Tensor, isLabelled: boolean): TensorMetadata {
  const range = rangeOf(tensor);
  return {
    name: tensor.name,
    description: isLabelled ? 'A value for each class.' : 'Values as the network answers.',
    ...(range && { range }),
    ...(isLabelled && { labelFile: LABEL_FILE }),
  };
}

/** The real values that the tensor can hold. */
function rangeOf({ type, quantization }: Tensor): TensorMetadata['range'] {
  const levels = INTEGERS.get(type);
  const [scale, zeroPoint] = [quantization?.scales.at(0), quantization?.zeroPoints.at(0)];
  if (!levels || scale === undefined || zeroPoint === undefined) return undefined;
  const realOf = (level: number) => scale * (level - zeroPoint);
  return { min: realOf(levels.min), max: realOf(levels.max) };
}
