// What firmware does wrong with a model's input, each as a change of the right input.
import { clamp, roundAway } from '../../base/fixed-point.ts';
import type { OpTensor } from '../../micro/op.ts';
import { INTEGER_RANGES, zeroPointOf } from '../../micro/tensors/quantization.ts';
import { bytesOfNumbers, storedNumbers } from '../../micro/tensors/samples.ts';
import type { Cause } from './cause.ts';

/** One input of a model in one record. */
export interface InputPart {
  readonly tensor: OpTensor;
  /** As the model must be fed it. */
  readonly bytes: Uint8Array;
  /** The values as the data have them, before they are normalized; where the user gave those. */
  readonly values?: ArrayLike<number>;
  /** (value - subtract) * multiply is what the network means. */
  readonly normalisation?: { readonly subtract: number; readonly multiply: number };
}

export interface InputCause extends Cause {
  /** What the board would have fed; undefined where this can't be. */
  change(part: InputPart): Uint8Array | undefined;
}

const NORMALIZE = 'normalize as data.normalize says, or call QuantizeInput of model_settings.h';
const QUANTIZE = 'write q = round(x / scale) + zeroPoint, held to the range of the type: QuantizeInput does it';
const LAYOUT = 'feed rows, columns, channels in this order (NHWC), as the training data have them';

/** Of causes that feed the same bytes the first is told: what says most stands in front. */
export const INPUT_CAUSES: readonly InputCause[] = [
  {
    id: 'input-sign',
    says: 'the input was uint8 where the model takes int8, or the other way round: every value is 128 off',
    remedy: 'subtract 128 from each byte (x ^ 0x80)',
    change: ({ tensor, bytes }) => (isByte(tensor) ? bytes.map((byte) => byte ^ 0x80) : undefined),
  },
  {
    id: 'input-raw',
    says: 'the input was not normalized',
    remedy: NORMALIZE,
    change: (part) => (part.values && isNormalized(part) ? requantized(part, (value) => value) : undefined),
  },
  {
    id: 'input-twice',
    says: 'the input was normalized twice',
    remedy: NORMALIZE,
    change: (part) =>
      part.values && isNormalized(part) ? requantized(part, (value) => fed(part, fed(part, value))) : undefined,
  },
  {
    id: 'input-truncated',
    says: 'the input was cut to whole numbers instead of rounded',
    remedy: QUANTIZE,
    change: (part) => quantizedBy(part, Math.trunc, true),
  },
  {
    id: 'input-wrapped',
    says: 'values beyond the range of the input type wrapped around',
    remedy: QUANTIZE,
    change: (part) => quantizedBy(part, roundAway, false),
  },
  {
    id: 'input-zeros',
    says: 'the input was all bytes 0: nothing was written into it, or not where the model reads',
    remedy: 'write into interpreter.input(0)->data after AllocateTensors(), before every Invoke()',
    change: ({ bytes }) => new Uint8Array(bytes.length),
  },
  {
    id: 'input-zero-points',
    says: 'the input was all zeros: a sensor that gives nothing, or a buffer that is empty',
    remedy: 'print what is fed, just before Invoke()',
    change: ({ tensor, bytes }) => {
      const zeroPoint = affine(tensor)?.zeroPoint ?? 0;
      return zeroPoint === 0 ? undefined : mapped(tensor, bytes, () => zeroPoint);
    },
  },
  {
    id: 'input-no-scale',
    says: 'real values were cast to the input type without scale and zero point',
    remedy: QUANTIZE,
    change: (part) =>
      part.values && part.tensor.type !== 'FLOAT32'
        ? bytesOfNumbers(
            part.tensor,
            Array.from(part.values, (value) => Math.trunc(fed(part, value))),
          )
        : remapped(part, (real) => Math.trunc(real), 'stored'),
  },
  {
    id: 'input-no-zero-point',
    says: 'the zero point of the input was forgotten',
    remedy: QUANTIZE,
    change: ({ tensor, bytes }) => {
      const zeroPoint = affine(tensor)?.zeroPoint ?? 0;
      return zeroPoint === 0 ? undefined : mapped(tensor, bytes, (q) => q - zeroPoint);
    },
  },
  ...(
    [
      [(x) => (x + 1) / 2, 'the input was scaled to 0..1 where the model was trained on -1..1'],
      [(x) => 2 * x - 1, 'the input was scaled to -1..1 where the model was trained on 0..1'],
      [(x) => 255 * x, 'the input was fed as 0..255 where the model was trained on 0..1'],
      [(x) => x / 255, 'the input was divided by 255 where the model was trained on values as they are'],
      [(x) => x * 128, 'the input was fed 128 times as large as in training'],
      [(x) => x / 128, 'the input was divided by 128 once more than in training'],
    ] as const satisfies readonly (readonly [(x: number) => number, string])[]
  ).map(
    ([change, says]): InputCause => ({
      id: 'input-other-range',
      says,
      remedy: NORMALIZE,
      change: (part) => remapped(part, change, 'real'),
    }),
  ),
  {
    id: 'input-bgr',
    says: 'the channels came in the opposite order: BGR for RGB',
    remedy: 'swap the first and the last channel',
    change: (part) =>
      part.tensor.shape.at(-1) === 3 ? picked(part, ([, w, c], y, x, k) => (y * w + x) * c + (c - 1 - k)) : undefined,
  },
  // What is at [c][h][w] of the board's buffer is read as [h][w][c].
  moved('input-nchw', 'the channels came as planes, one after the other (NCHW)', LAYOUT, ([h, w, c], y, x, k) =>
    planeToPixel((y * w + x) * c + k, [h, w, c]),
  ),
  moved(
    'input-nhwc',
    'the values came pixel by pixel where the model takes planes',
    'feed the channels one after the other',
    ([h, w, c], y, x, k) => pixelToPlane((y * w + x) * c + k, [h, w, c]),
  ),
  moved(
    'input-transposed',
    'rows and columns, or time and features, were exchanged',
    LAYOUT,
    ([h, w, c], y, x, k) => exchanged(y * w + x, h, w) * c + k,
  ),
  moved(
    'input-flipped',
    'the image was upside down, or the oldest frame came last',
    'feed the rows in the order of the training data',
    ([h, w, c], y, x, k) => ((h - 1 - y) * w + x) * c + k,
  ),
  moved(
    'input-mirrored',
    'the image was mirrored',
    'feed the columns in the order of the training data',
    ([, w, c], y, x, k) => (y * w + (w - 1 - x)) * c + k,
  ),
  {
    id: 'input-endian',
    says: 'the bytes of each input value came in the opposite order (big-endian)',
    remedy: 'swap the bytes of each value',
    change: ({ tensor, bytes }) => swapped(bytes, bytes.length / Math.max(1, tensor.elements)),
  },
  ...[1, -1, 2, -2, 4, -4].map(
    (by): InputCause => ({
      id: 'input-shifted',
      says: `the input lay ${Math.abs(by)} ${Math.abs(by) === 1 ? 'value' : 'values'} too ${by > 0 ? 'late' : 'early'}`,
      remedy: 'look at where the buffer begins',
      change: ({ tensor, bytes }) => shifted(bytes, (by * bytes.length) / Math.max(1, tensor.elements)),
    }),
  ),
  {
    id: 'input-header',
    says: "a file's header of 44 bytes (WAV) was fed as samples",
    remedy: "skip the file's header",
    change: ({ bytes }) => (bytes.length > 88 ? shifted(bytes, 44) : undefined),
  },
];

const isByte = ({ type }: OpTensor) => type === 'INT8' || type === 'UINT8';

interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined for what is not quantized. */
function affine(tensor: OpTensor): Affine | undefined {
  const { type, quantization } = tensor;
  const scale = quantization?.scales[0];
  if (scale === undefined || !(scale > 0) || (type !== 'INT8' && type !== 'UINT8' && type !== 'INT16'))
    return undefined;
  return { scale, zeroPoint: zeroPointOf(tensor), ...INTEGER_RANGES[type] };
}

function mapped(tensor: OpTensor, bytes: Uint8Array, change: (stored: number) => number): Uint8Array | undefined {
  const stored = storedNumbers(tensor, bytes);
  return stored && bytesOfNumbers(tensor, stored.map(change));
}

/** Of what the model is meant to be fed, as far as the stored values say it. `real`: quantized again afterwards. */
function remapped({ tensor, bytes }: InputPart, change: (real: number) => number, what: 'real' | 'stored') {
  const form = affine(tensor);
  if (tensor.type === 'FLOAT32') return what === 'real' ? mapped(tensor, bytes, change) : undefined;
  if (!form) return undefined;
  const realOf = (q: number) => form.scale * (q - form.zeroPoint);
  return mapped(tensor, bytes, (q) => (what === 'stored' ? change(realOf(q)) : quantized(change(realOf(q)), form)));
}

function quantized(real: number, { scale, zeroPoint, min, max }: Affine): number {
  return clamp(roundAway(real / scale) + zeroPoint, min, max);
}

const isNormalized = ({ normalisation }: InputPart) =>
  normalisation !== undefined && (normalisation.subtract !== 0 || normalisation.multiply !== 1);

function fed(
  { normalisation: { subtract, multiply } = { subtract: 0, multiply: 1 } }: InputPart,
  value: number,
): number {
  return (value - subtract) * multiply;
}

/** From the user's values on. */
function requantized({ tensor, values = [] }: InputPart, change: (value: number) => number): Uint8Array | undefined {
  const form = affine(tensor);
  const reals = Array.from(values, change);
  if (tensor.type === 'FLOAT32') return bytesOfNumbers(tensor, reals);
  return (
    form &&
    bytesOfNumbers(
      tensor,
      reals.map((real) => quantized(real, form)),
    )
  );
}

function quantizedBy(part: InputPart, rounding: (value: number) => number, isHeld: boolean): Uint8Array | undefined {
  const form = affine(part.tensor);
  if (!form || !part.values) return undefined;
  const levels = Array.from(part.values, (value) => rounding(fed(part, value) / form.scale) + form.zeroPoint);
  return bytesOfNumbers(part.tensor, isHeld ? levels.map((q) => clamp(q, form.min, form.max)) : levels);
}

type Image = readonly [h: number, w: number, c: number];

/** The last three dimensions behind the batch; a spectrogram has one channel. */
function imageOf({ shape }: OpTensor): Image | undefined {
  const [, ...inner] = shape;
  if (shape[0] !== 1 || inner.length < 2 || inner.length > 3) return undefined;
  const [h, w, c = 1] = inner;
  return [h, w, c];
}

/** Where the value at a row, column and channel is taken from: its place in [h][w][c]. */
type Source = (image: Image, y: number, x: number, k: number) => number;

/** Values in another order. */
function moved(id: InputCause['id'], says: string, remedy: string, from: Source): InputCause {
  return { id, says, remedy, change: (part) => picked(part, from) };
}

/** Each value taken from somewhere else; undefined where nothing moves or the tensor is no image. */
function picked({ tensor, bytes }: InputPart, from: Source): Uint8Array | undefined {
  const image = imageOf(tensor);
  const stored = storedNumbers(tensor, bytes);
  if (!image || !stored) return undefined;
  const [h, w, c] = image;
  const values = new Float64Array(stored.length);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) for (let k = 0; k < c; k++) values[(y * w + x) * c + k] = stored[from(image, y, x, k)];
  }
  return values.every((value, i) => value === stored[i]) ? undefined : bytesOfNumbers(tensor, values);
}

/** Place i of planes [c][h][w] to the same value's place in [h][w][c]. */
function planeToPixel(i: number, [h, w, c]: Image): number {
  return (i % (h * w)) * c + Math.floor(i / (h * w));
}

/** Of a tensor [c][h][w], whose dimensions are called h, w and c here: place i of [h][w][c] to that in planes. */
function pixelToPlane(i: number, [planes, ...plane]: Image): number {
  return (i % planes) * plane[0] * plane[1] + Math.floor(i / planes);
}

/** Place i of [w][h] to the same value's place in [h][w]. */
function exchanged(i: number, h: number, w: number): number {
  return (i % h) * w + Math.floor(i / h);
}

export function swapped(bytes: Uint8Array, width: number): Uint8Array | undefined {
  if (width !== 2 && width !== 4) return undefined;
  return bytes.map((_, i) => bytes[i - (i % width) + (width - 1 - (i % width))]);
}

/** Later by so many bytes; what comes in front of it is 0. */
function shifted(bytes: Uint8Array, by: number): Uint8Array | undefined {
  if (!Number.isInteger(by) || Math.abs(by) >= bytes.length) return undefined;
  return bytes.map((_, i) => bytes[i - by] ?? 0);
}
