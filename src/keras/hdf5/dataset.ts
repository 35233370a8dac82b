// The numbers of a dataset as float32.
import { viewOf } from '../../base/bytes.ts';
import { reject } from '../../base/problem.ts';
import { type Shape, sizeOf } from '../../base/shape.ts';
import { type Datatype, datatypeAt, dimensionsAt } from './datatype.ts';
import { MESSAGE, type Message, messageOf } from './object-header.ts';
import { addressAt, damaged, type Source } from './source.ts';

export interface Dataset {
  readonly shape: Shape;
  /** Row by row. Inside an `attempt`. */
  values(): Float32Array;
}

/** Undefined for a group. */
export function datasetOf(source: Source, messages: readonly Message[]): Dataset | undefined {
  const [space, type, layout] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map((one) =>
    messageOf(messages, one),
  );
  if (!space || !layout) return undefined;
  if (!type) return damaged('an array has no type');
  const shape = dimensionsAt(source, space.at);
  return {
    shape,
    values() {
      if (messageOf(messages, MESSAGE.filters)) refuseChunks();
      const datatype = datatypeAt(source, type.at);
      if (datatype.kind !== 'float' && datatype.kind !== 'integer') damaged('an array has no numbers');
      return floatsOf(contentAt(source, layout.at, sizeOf(shape) * datatype.bytes), sizeOf(shape), datatype);
    },
  };
}

const [COMPACT, CONTIGUOUS] = [0, 1];

/** Section IV.A.2.i, versions 3 and 4, which say the same of these. */
function contentAt(source: Source, at: number, bytes: number): Uint8Array {
  if (bytes === 0) return new Uint8Array();
  const [version, layout] = [source.u8(at), source.u8(at + 1)];
  if (version < 3) damaged('its arrays have a form from before 2006');
  if (layout === COMPACT) return source.bytes(at + 4, Math.min(bytes, source.u16(at + 2)));
  if (layout !== CONTIGUOUS) refuseChunks();
  const address = source.u64(at + 2);
  if (address === undefined || addressAt(source, at + 10) < bytes) damaged('an array has fewer values than it names');
  return source.bytes(address, bytes);
}

function refuseChunks(): never {
  return reject(
    'keras/damaged',
    'its weights are compressed or in chunks, as Keras never writes; save the model again',
  );
}

function floatsOf(content: Uint8Array, count: number, { kind, bytes, isBigEndian, isSigned }: Datatype): Float32Array {
  if (content.length < count * bytes) damaged('an array has fewer values than it names');
  const view = viewOf(content);
  const isLittle = !isBigEndian;
  const floats: Readonly<Record<number, (at: number) => number>> = {
    2: (at) => halfOf(view.getUint16(at, isLittle)),
    4: (at) => view.getFloat32(at, isLittle),
    8: (at) => view.getFloat64(at, isLittle),
  };
  const integers: Readonly<Record<number, (at: number) => number>> = {
    1: (at) => (isSigned ? view.getInt8(at) : view.getUint8(at)),
    2: (at) => (isSigned ? view.getInt16(at, isLittle) : view.getUint16(at, isLittle)),
    4: (at) => (isSigned ? view.getInt32(at, isLittle) : view.getUint32(at, isLittle)),
    8: (at) => Number(isSigned ? view.getBigInt64(at, isLittle) : view.getBigUint64(at, isLittle)),
  };
  const read = (kind === 'float' ? floats : integers)[bytes];
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i * bytes);
  return values;
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
