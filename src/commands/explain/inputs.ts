// --input as records that a model is fed: raw bytes, an array of values, or a text of numbers.
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { type Normalisation, normalise } from '../../data/normalisation.ts';
import { readNpy } from '../../data/readers/npy.ts';
import type { InputPart } from '../../gate/explain/input-causes.ts';
import type { Records } from '../../gate/explain/runs.ts';
import type { OpTensor } from '../../micro/op.ts';
import { INTEGER_RANGES } from '../../micro/tensors/quantization.ts';
import { bytesOfNumbers, encoderOf } from '../../micro/tensors/samples.ts';
import { formatCount } from '../../report/format.ts';
import { textOf } from './dump.ts';
import { printedNumbers, TOO_MANY } from './printed-numbers.ts';

export interface Inputs {
  readonly records: Records;
  readonly parts: readonly (readonly InputPart[])[];
  /** Of how many in the file. */
  readonly of: number;
}

export interface InputOptions {
  readonly subtract?: number;
  readonly divide?: number;
}

/** More tell no more. */
const MOST_RECORDS = 16;

/** Problems: `explain/input`, and those of arrays. */
export function readInputs(bytes: Uint8Array, inputs: readonly OpTensor[], options: InputOptions): Outcome<Inputs> {
  return attempt(() => {
    const recordBytes = inputs.reduce((sum, tensor) => sum + tensor.bytes, 0);
    if (bytes[0] === 0x93) {
      const { dtype, values } = must(readNpy(bytes));
      return valuesOf(inputs, options, values, dtype === inputs[0].type.toLowerCase());
    }
    const text = textOf(bytes);
    const printed = text === undefined ? undefined : printedNumbers(text);
    if (printed?.areCut) reject('explain/input', `--input has ${TOO_MANY}; write an .npy file, or raw bytes`);
    const { numbers, areWhole } = printed ?? { numbers: [], areWhole: false };
    if (numbers.length > 0 && numbers.length % inputs[0].elements === 0) {
      const values = numbers.map(({ value }) => value);
      return valuesOf(inputs, options, values, areWhole && values.every((value) => isHeld(value, inputs[0])));
    }
    if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
      const has = `${formatCount(bytes.length)} bytes`;
      const wanted = `a record has ${formatCount(recordBytes)} (the graph's inputs in order)`;
      reject('explain/input', `--input has ${has}; ${wanted}; write those, an .npy file, or a text of numbers`);
    }
    const of = bytes.length / recordBytes;
    const records = Array.from({ length: Math.min(of, MOST_RECORDS) }, (_, i) =>
      bytes.slice(i * recordBytes, (i + 1) * recordBytes),
    );
    return { records, parts: records.map((record) => partsOf(record, inputs)), of };
  });
}

/** The parts of a record that the model takes as it is. */
export function partsOf(record: Uint8Array, inputs: readonly OpTensor[]): readonly InputPart[] {
  let from = 0;
  return inputs.map((tensor) => {
    from += tensor.bytes;
    return { tensor, bytes: record.slice(from - tensor.bytes, from) };
  });
}

const isHeld = (value: number, { type }: OpTensor) =>
  type in INTEGER_RANGES &&
  value >= INTEGER_RANGES[type as keyof typeof INTEGER_RANGES].min &&
  value <= INTEGER_RANGES[type as keyof typeof INTEGER_RANGES].max;

function valuesOf(
  inputs: readonly OpTensor[],
  { subtract, divide }: InputOptions,
  values: ArrayLike<number>,
  isOwnType: boolean,
): Inputs {
  const [tensor, ...others] = inputs;
  if (others.length > 0) {
    reject('explain/input', `the model has ${inputs.length} inputs; write --input as raw bytes, record after record`);
  }
  if (values.length === 0 || values.length % tensor.elements !== 0) {
    const wanted = `the model takes ${formatCount(tensor.elements)} (${tensor.shape.join('x')})`;
    reject('explain/input', `--input has ${formatCount(values.length)} values; ${wanted}`);
  }
  const isScaled = subtract !== undefined || divide !== undefined;
  const normalisation = { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } satisfies Normalisation;
  const of = values.length / tensor.elements;
  const parts = Array.from({ length: Math.min(of, MOST_RECORDS) }, (_, i): readonly InputPart[] => {
    const own = Float64Array.from({ length: tensor.elements }, (_, at) => values[i * tensor.elements + at]);
    if (isOwnType && !isScaled) return [{ tensor, bytes: bytesOrReject(bytesOfNumbers(tensor, own), tensor) }];
    return [{ tensor, bytes: encoded(tensor, normalisation, own), values: own, normalisation }];
  });
  return { records: parts.map(([{ bytes }]) => bytes), parts, of };
}

function encoded(tensor: OpTensor, normalisation: Normalisation, values: Float64Array): Uint8Array {
  const fed = new Float32Array(values.length);
  normalise(normalisation, values, 0, fed);
  return bytesOrReject(encoderOf(tensor)?.(fed).slice(), tensor);
}

function bytesOrReject(bytes: Uint8Array | undefined, { type }: OpTensor): Uint8Array {
  return bytes ?? reject('explain/input', `inputs of type ${type} are taken as raw bytes alone`);
}
