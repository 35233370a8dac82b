// Samples one after the other to a set's values: in memory as long as they are few, else in a file of the machine.
import { reject } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import type { Spool, SpoolFile } from '../base/spool.ts';
import { growing } from './growing.ts';
import type { SampleArray } from './reader.ts';
import { storedValues, VALUE_ARRAYS, type Values, type ValueType } from './stored-values.ts';

/** Of a set: what is more goes to a file, where there is one. */
const MOST_IN_MEMORY = 2 ** 28;
/** Where nothing can be written, as in a test. */
const MOST_WITHOUT_FILE = 2 ** 30;
/** Room on the disk that one set may take. */
const MOST_IN_FILE = 2 ** 35;
/** Written at once. */
const BUFFER_BYTES = 2 ** 20;

export interface SampleWriter {
  /** As many values as a sample has. Inside an `attempt`. Problems: `data/too-large`, `file/unwritable`. */
  add(sample: ArrayLike<number>): void;
  /** All that were added, and no more is. */
  finish(): SampleArray;
}

/** `shape`: of a sample. `expected`: how many there will be, where that is known. Inside an `attempt`. */
export type NewSampleWriter = (type: ValueType, shape: Shape, expected?: number) => SampleWriter;

export function sampleWriters(spool: Spool | undefined, mostInMemory = MOST_IN_MEMORY): NewSampleWriter {
  return (type, shape, expected = 0) => {
    const size = sizeOf(shape);
    const bytesEach = size * VALUE_ARRAYS[type].BYTES_PER_ELEMENT;
    const inMemory = spool ? mostInMemory : MOST_WITHOUT_FILE;
    const most = spool ? MOST_IN_FILE : MOST_WITHOUT_FILE;
    const check = (samples: number) => {
      if (samples * bytesEach <= most) return;
      reject('data/too-large', `the samples of the set take more than ${most} bytes; make them smaller, or fewer`);
    };
    check(expected);
    const Typed = VALUE_ARRAYS[type] as new (length: number) => Values;
    const room = Math.min(expected * size, Math.ceil(inMemory / bytesEach) * size);
    // Bounded by `check`, in bytes.
    let all = growing(Typed, room, Number.POSITIVE_INFINITY);
    const moveTo = ({ append }: SpoolFile) => {
      const { buffer, byteOffset, byteLength } = all.held();
      append(new Uint8Array(buffer, byteOffset, byteLength));
      // What was large before there was a file is given back.
      if (byteLength > 4 * BUFFER_BYTES) all = growing(Typed, 0, Number.POSITIVE_INFINITY);
      else all.clear();
    };
    let file: SpoolFile | undefined;
    let count = 0;
    return {
      add(sample) {
        if (type === 'float32') checkFinite(sample, count * size);
        count++;
        check(count);
        all.room(sample.length).set(sample);
        if (!file && spool && count * bytesEach > inMemory) file = spool.create();
        if (file && all.held().byteLength >= BUFFER_BYTES) moveTo(file);
      },
      finish() {
        const whole = [count, ...shape];
        if (!file || !spool) return { shape: whole, dtype: type, values: all.values() };
        moveTo(file);
        const rows = Int32Array.from({ length: count }, (_, i) => i);
        return { shape: whole, dtype: type, values: storedValues({ file: file.file, type, size, rows }, spool.read) };
      },
    };
  };
}

function checkFinite(sample: ArrayLike<number>, before: number): void {
  for (let i = 0; i < sample.length; i++) {
    if (Number.isFinite(Math.fround(sample[i]))) continue;
    reject('data/not-finite', `value ${before + i} of the samples is ${sample[i]}; all must be finite in float32`);
  }
}
