// The features of a tf.train.Example (tensorflow/core/example/example.proto, feature.proto) by name.
import { reject } from '../../base/problem.ts';
import { type Field, fieldsOf, packedFloats, packedVarints, signed } from '../../base/protobuf.ts';
import { quote } from '../../base/quote.ts';

/** A feature's values; of one that holds nothing the list is empty. */
export type Feature =
  | { readonly kind: 'bytes'; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'floats'; readonly values: Float32Array }
  | { readonly kind: 'ints'; readonly values: Float64Array };

/** Features of one example; names beyond these are none that a person wrote. */
const MOST_FEATURES = 4096;

/** The bytes of each feature, which `featureOf` reads. Inside an `attempt`. Problems: `data/tfrecord`. */
export function featuresOf(record: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const features = new Map<string, Uint8Array>();
  for (const example of messages(record, 1)) {
    for (const entry of messages(example, 1)) {
      const name = new TextDecoder().decode(only(entry, 1));
      if (features.has(name)) reject('data/tfrecord', `an example has two features ${quote(name)}; write it again`);
      features.set(name, only(entry, 2));
      if (features.size > MOST_FEATURES) reject('data/tfrecord', `an example has more than ${MOST_FEATURES} features`);
    }
  }
  return features;
}

/** bytes_list, float_list and int64_list are its fields 1 to 3, of which one is there. */
export function featureOf(bytes: Uint8Array, name: string): Feature {
  const lists = [...fieldsOf(bytes, damaged)].filter(({ kind, number }) => kind === 'bytes' && number <= 3);
  if (lists.length > 1) reject('data/tfrecord', `the feature ${quote(name)} holds two lists; write it again`);
  const [list] = lists;
  if (list === undefined || list.kind !== 'bytes') return { kind: 'bytes', values: [] };
  if (list.number === 1) return { kind: 'bytes', values: messages(list.bytes, 1) };
  return list.number === 2 ? floatsOf(list.bytes) : intsOf(list.bytes, name);
}

function floatsOf(list: Uint8Array): Feature {
  const parts = valuesOf(list).map((field) =>
    field.kind === 'varint' ? new Float32Array(0) : packedFloats(field.bytes, damaged),
  );
  if (parts.length === 1) return { kind: 'floats', values: parts[0] };
  return { kind: 'floats', values: Float32Array.from(parts.flatMap((part) => [...part])) };
}

function intsOf(list: Uint8Array, name: string): Feature {
  const values: number[] = [];
  for (const field of valuesOf(list)) {
    const own = field.kind === 'varint' ? [signed(field.value)] : packedVarints(field.bytes, damaged);
    for (const value of own) {
      values.push(Number(value));
      if (!Number.isSafeInteger(Number(value))) {
        reject('data/tfrecord', `the feature ${quote(name)} holds ${value}, beyond what a number holds exactly (2^53)`);
      }
    }
  }
  return { kind: 'ints', values: Float64Array.from(values) };
}

function valuesOf(list: Uint8Array): readonly Field[] {
  return [...fieldsOf(list, damaged)].filter(({ number }) => number === 1);
}

/** The contents of all fields of this number. */
function messages(bytes: Uint8Array, wanted: number): readonly Uint8Array[] {
  return [...fieldsOf(bytes, damaged)].flatMap((field) =>
    field.kind === 'bytes' && field.number === wanted ? [field.bytes] : [],
  );
}

function only(bytes: Uint8Array, wanted: number): Uint8Array {
  return messages(bytes, wanted).at(-1) ?? new Uint8Array(0);
}

function damaged(why: string): never {
  return reject('data/tfrecord', `a record is no message: ${why}`);
}
