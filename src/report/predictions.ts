// The model's answers to the test samples, packed: what any metric is computed from, whatever the budgets say.
import type { FromSchema } from 'json-schema-to-ts';
import { base64OfUint16, bytesOfBase64, bytesToBase64, uint16OfBase64 } from '../base/base64.ts';
import type { Predictions } from '../budget/metrics/predictions.ts';
import { closed, count, figure } from './schema-parts.ts';

/** Characters of base64: 768 KiB of answers. */
export const MOST_PACKED = 2 ** 20;

const packed = (description: string) =>
  ({ type: 'string', maxLength: MOST_PACKED, pattern: '^[A-Za-z0-9+/]*={0,2}$', description }) as const;

export const PREDICTIONS_SCHEMA = closed(
  ['kind', 'samples', 'width', 'type', 'values'],
  {
    kind: {
      enum: ['scores', 'answers', 'errors'],
      description:
        "scores: the model's outputs; answers: the class that each sample was taken for, where the outputs are too " +
        'many; errors: of a regression, the mean absolute and the mean squared error of each sample.',
    },
    samples: { ...count, description: 'Of the test set; with data.stream recordings.' },
    width: { type: 'integer', minimum: 1, maximum: 65536, description: 'Values of a sample.' },
    type: { enum: ['int8', 'uint8', 'int16', 'uint16', 'float32', 'float64'], description: 'Little-endian.' },
    scale: { ...figure, description: 'Of integer scores: an output is scale * (value - zeroPoint).' },
    zeroPoint: { ...figure },
    threshold: { ...figure, description: 'Of yes-or-no outputs: what one must exceed to say yes.' },
    areLogits: { type: 'boolean', description: 'Of scores of classes: they stand in front of softmax.' },
    values: packed('[samples, width], base64.'),
    labels: packed(
      'Base64 of uint16: the class of each sample; of multi-label 0 or 1 for each output; of a regression that finds ' +
        'anomalies 1 for one.',
    ),
    teacher: packed('Base64 of uint16: the class that the teacher takes each sample for.'),
    seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1e9,
      description: 'How long a sample is, or from one to the next where they overlap; absent where nothing says it.',
    },
    secondsByClass: {
      type: 'array',
      maxItems: 4096,
      items: { type: 'number', minimum: 0, maximum: 1e12 },
      description: 'Of recordings: how long those of each class are together.',
    },
  },
  'Absent where they take more than 1 MiB.',
);

export type PackedPredictions = FromSchema<typeof PREDICTIONS_SCHEMA>;
type PackedType = PackedPredictions['type'];

const BYTES: Readonly<Record<PackedType, number>> = {
  ...{ int8: 1, uint8: 1, int16: 2, uint16: 2 },
  ...{ float32: 4, float64: 8 },
};

/** How values are packed: of integers with the scale and zero point that give the real ones back. */
export type Packing = Pick<PackedPredictions, 'type' | 'scale' | 'zeroPoint'>;

/** Whether so many values are not too many to pack. */
export function canBePacked(values: number, type: PackedType): boolean {
  return Math.ceil((values * BYTES[type]) / 3) * 4 <= MOST_PACKED;
}

/** `values` must be real values that `packing` holds exactly. */
export function packPredictions(
  { values, labels, teacher, secondsByClass, ...rest }: Predictions,
  { type, scale, zeroPoint = 0 }: Packing,
): PackedPredictions {
  const own = scale === undefined ? values : values.map((value) => Math.round(value / scale) + zeroPoint);
  return {
    ...rest,
    ...(secondsByClass && { secondsByClass: [...secondsByClass] }),
    type,
    ...(scale !== undefined && { scale, zeroPoint }),
    values: pack(own, type),
    ...(labels && { labels: base64OfUint16(labels) }),
    ...(teacher && { teacher: base64OfUint16(teacher) }),
  };
}

/** Undefined where the texts don't hold what they should, or a value is not finite. */
export function unpackPredictions(packed: PackedPredictions): Predictions | undefined {
  const {
    kind,
    samples,
    width,
    threshold,
    areLogits,
    seconds,
    secondsByClass,
    type,
    scale = 1,
    zeroPoint = 0,
  } = packed;
  const stored = unpack(packed.values, type, samples * width);
  const labelled = samples * (threshold === undefined ? 1 : width);
  const labels = packed.labels === undefined ? undefined : uint16OfBase64(packed.labels, labelled);
  const teacher = packed.teacher === undefined ? undefined : uint16OfBase64(packed.teacher, samples);
  const isWhole = [labels, teacher].every((one, i) => one || [packed.labels, packed.teacher][i] === undefined);
  if (!stored?.every(Number.isFinite) || !isWhole) return undefined;
  return {
    ...{ kind, samples, width },
    values: scale === 1 && zeroPoint === 0 ? stored : stored.map((value) => scale * (value - zeroPoint)),
    ...(threshold !== undefined && { threshold }),
    ...(areLogits !== undefined && { areLogits }),
    ...(labels && { labels }),
    ...(teacher && { teacher }),
    ...(seconds !== undefined && { seconds }),
    ...(secondsByClass && { secondsByClass }),
  };
}

interface Element {
  read(view: DataView, at: number): number;
  write(view: DataView, at: number, value: number): void;
}

const ELEMENTS: Readonly<Record<PackedType, Element>> = {
  int8: { read: (view, at) => view.getInt8(at), write: (view, at, value) => view.setInt8(at, value) },
  uint8: { read: (view, at) => view.getUint8(at), write: (view, at, value) => view.setUint8(at, value) },
  int16: { read: (view, at) => view.getInt16(at, true), write: (view, at, value) => view.setInt16(at, value, true) },
  uint16: { read: (view, at) => view.getUint16(at, true), write: (view, at, value) => view.setUint16(at, value, true) },
  float32: {
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  float64: {
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
};

function pack(values: ArrayLike<number>, type: PackedType): string {
  const bytes = new Uint8Array(values.length * BYTES[type]);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) ELEMENTS[type].write(view, i * BYTES[type], values[i]);
  return bytesToBase64(bytes);
}

function unpack(text: string, type: PackedType, count: number): Float64Array | undefined {
  const bytes = bytesOfBase64(text);
  if (bytes?.length !== count * BYTES[type]) return undefined;
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: count }, (_, i) => ELEMENTS[type].read(view, i * BYTES[type]));
}
