// Clustered weights: the distinct values in tables, and for each weight an index of a few bits.
// tensorflow/lite/micro/compression/lut.py; that tool never writes one table for all channels, which is stride 0.
import { channelAxis, channelOf } from '../../tflite/decode-channels.ts';
import { writeAncillary } from '../../tflite/decode-header.ts';
import { packBits } from './bit-string.ts';
import { bytesOf, type Elements, type Encode, type Encoding, elementsOf, smallest, type Weights } from './encoding.ts';

/** Indices have 7 bits at most. */
const MOST_VALUES = 128;
/** No network has more channels; a stranger's file may. */
const MOST_TABLES = 65_536;

/** One table, or one a channel, whichever takes fewer bytes. */
export const encodeLut: Encode = (weights) => {
  const axis = channelAxis(weights.output);
  const elements = elementsOf(weights);
  if (!axis || !elements || elements.length === 0 || elements.length % axis.channels !== 0) return undefined;
  const forms: readonly Form[] = [
    { tables: 1, tableOf: () => 0 },
    ...(axis.channels > 1 && axis.channels <= MOST_TABLES
      ? [{ tables: axis.channels, tableOf: channelOf(weights.output, axis) }]
      : []),
  ];
  return smallest(forms.map((form) => encodeWith(weights, elements, form)).filter((encoding) => !!encoding));
};

interface Form {
  readonly tables: number;
  /** By element. */
  readonly tableOf: (element: number) => number;
}

type Value = Elements[number];

function encodeWith(weights: Weights, elements: Elements, { tables, tableOf }: Form): Encoding | undefined {
  const found = firstOfEachValue(elements, { tables, tableOf });
  if (!found) return undefined;
  const most = found.reduce((largest, { size }) => Math.max(largest, size), 0);
  const bitWidth = Math.max(1, 32 - Math.clz32(most - 1));
  const bytes = elements.BYTES_PER_ELEMENT;
  const payload = new Uint8Array(tables * most * bytes);
  const indices = found.map((values, table) => {
    const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
    const firsts = sorted.map(([, first]) => first);
    payload.set(bytesOf(weights, bytes, firsts), table * most * bytes);
    return new Map(sorted.map(([value], index) => [value, index]));
  });
  const encoded = packBits({
    count: elements.length,
    width: () => bitWidth,
    value: (i) => indices[tableOf(i)].get(elements[i]) ?? 0,
    bytes: Math.ceil((elements.length * bitWidth) / 8),
  });
  return {
    kind: 'lut',
    label: `LUT of ${counted(bitWidth, 'bit')}, ${counted(tables, 'table')}`,
    encoded,
    ancillary: writeAncillary({ kind: 'lut', bitWidth, stride: tables === 1 ? 0 : most }, payload),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** By table: its distinct values, each with the first element that has it. Undefined where they are too many. */
function firstOfEachValue(
  elements: Elements,
  { tables, tableOf }: Form,
): readonly ReadonlyMap<Value, number>[] | undefined {
  const found = Array.from({ length: tables }, () => new Map<Value, number>());
  for (let i = 0; i < elements.length; i++) {
    const values = found[tableOf(i)];
    if (values.has(elements[i])) continue;
    if (values.size === MOST_VALUES) return undefined;
    values.set(elements[i], i);
  }
  return found;
}
