// The records of TFRecord files to samples: one feature is the sample, one the answer, one may say whose it is.
import { reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray, NumberType } from '../array.ts';
import { type Growing, growing } from '../growing.ts';
import type { Samples, WantedAnswers } from '../reader.ts';
import { VALUE_ARRAYS, type ValueType } from '../stored-values.ts';
import { type Feature, featureOf, featuresOf } from './example.ts';
import { recordsOf } from './records.ts';

/** What the bytes of a sample are, where it is bytes: numbers of one type, little endian (tf.io.decode_raw). */
export const BYTE_TYPES = ['uint8', 'int8', 'int16', 'int32', 'float32'] as const satisfies readonly ValueType[];

export interface ExampleNames {
  /** Names of features. */
  readonly x: string;
  readonly y: string;
  readonly group?: string;
  readonly type: (typeof BYTE_TYPES)[number];
}

/** Takes files one by one; `samples` are all together. Inside an `attempt`. */
export interface SampleCollector {
  add(file: Uint8Array): void;
  samples(): Samples;
}

export function sampleCollector(names: ExampleNames, wanted: WantedAnswers): SampleCollector {
  const x = column(names.x);
  const y = column(names.y);
  const words: string[] = [];
  const origins: string[] = [];
  let count = 0;
  const take = (record: Uint8Array): void => {
    const features = featuresOf(record);
    const named = (name: string) => requiredFeature(features, name, count);
    x.add(valuesOf(named(names.x), names, count), count);
    if (names.group !== undefined) origins.push(textOf(named(names.group), names.group, count));
    if (wanted !== 'classes, if any' || features.has(names.y)) {
      const answer = named(names.y);
      if (answer.kind === 'bytes') words.push(textOf(answer, names.y, count));
      else y.add({ dtype: answer.kind === 'ints' ? 'int64' : 'float32', values: answer.values }, count);
    }
    count++;
  };
  return {
    add(file) {
      for (const record of recordsOf(file)) take(record);
    },
    samples() {
      if (count === 0) reject('data/empty', 'the TFRecord file has no records');
      const answers = words.length > 0 ? words : y.rows() > 0 ? y.array(y.isList()) : undefined;
      const answered = words.length > 0 ? words.length + y.rows() : y.rows();
      if (answered > 0 && (answered !== count || (words.length > 0 && y.rows() > 0))) {
        reject('data/tfrecord', `the feature ${quote(names.y)} is not the same in all records; write it alike in each`);
      }
      return { x: x.array(true), ...(answers && { y: answers }), ...(names.group !== undefined && { origins }) };
    },
  };
}

interface Values {
  readonly dtype: NumberType;
  readonly values: NumberArray['values'];
}

/** The same number of values of one type in each record. */
function column(name: string) {
  let all: Growing<NumberArray['values']> | undefined;
  let [dtype, rows, width]: [NumberType, number, number] = ['uint8', 0, 0];
  return {
    rows: () => rows,
    add(found: Values, record: number): void {
      const count = found.values.length;
      if (!all) {
        all = growing(found.values.constructor as new (length: number) => NumberArray['values']);
        [dtype, width] = [found.dtype, count];
      }
      if (found.dtype !== dtype || count !== width || width === 0) {
        const before = width === 0 ? 'at least one is needed' : `record 0 has ${width} of ${dtype}`;
        reject('data/tfrecord', `record ${record} has ${count} values of ${found.dtype} in ${quote(name)}; ${before}`);
      }
      all.room(width).set(found.values);
      rows++;
    },
    array: (isList: boolean): NumberArray => {
      return { dtype, shape: isList ? [rows, width] : [rows], values: all?.values() ?? new Uint8Array(0) };
    },
    isList: () => width > 1,
  };
}

function requiredFeature(features: ReadonlyMap<string, Uint8Array>, name: string, record: number): Feature {
  const bytes = features.get(name);
  if (bytes) return featureOf(bytes, name);
  const there = features.size === 0 ? 'it has none' : `there are ${quoteNames([...features.keys()])}`;
  return reject('data/tfrecord', `record ${record} has no feature ${quote(name)}; ${there}`);
}

function valuesOf(feature: Feature, { x: name, type }: ExampleNames, record: number): Values {
  if (feature.kind === 'floats') return { dtype: 'float32', values: feature.values };
  if (feature.kind === 'ints') return { dtype: 'int64', values: feature.values };
  const [bytes, second] = feature.values;
  if (bytes === undefined || second !== undefined) {
    return reject(
      'data/tfrecord',
      `record ${record} has ${feature.values.length} texts in ${quote(name)}; one is a sample`,
    );
  }
  const Typed = VALUE_ARRAYS[type];
  if (bytes.length % Typed.BYTES_PER_ELEMENT !== 0) {
    const whole = `no whole number of ${type}; write another type`;
    reject('data/tfrecord', `record ${record} has ${bytes.length} bytes in ${quote(name)}, which are ${whole}`);
  }
  return { dtype: type, values: new Typed(bytes.slice().buffer) };
}

/** Of a person, a recording or a class. */
function textOf(feature: Feature, name: string, record: number): string {
  if (feature.values.length !== 1) {
    reject('data/tfrecord', `record ${record} has ${feature.values.length} values in ${quote(name)}; one is needed`);
  }
  const [value] = feature.values;
  if (typeof value === 'number') return String(value);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return reject('data/tfrecord', `record ${record} has bytes in ${quote(name)} that are no UTF-8`);
  }
}
