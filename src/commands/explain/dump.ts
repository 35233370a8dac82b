// What a board printed or wrote, as numbers to compare: raw bytes, a text of numbers, or the lines of the probe.
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import type { BoardAnswer } from '../../gate/explain/explain-answers.ts';
import type { Interpreter } from '../../micro/interpret.ts';
import type { OpTensor } from '../../micro/op.ts';
import { INTEGER_RANGES } from '../../micro/tensors/quantization.ts';
import { storedNumbers } from '../../micro/tensors/samples.ts';
import { formatCount } from '../../report/format.ts';
import { type PrintedNumbers, printedNumbers, TOO_MANY } from './printed-numbers.ts';

export const MOST_DUMP_BYTES = 64 * 1024 * 1024;

/** Undefined for bytes that are no text, or more than anything prints. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > MOST_DUMP_BYTES) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a text has none of, but tabs, line ends and colours
    return /[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export interface AnswerDump extends BoardAnswer {
  readonly records: number;
  readonly form: 'bytes' | 'numbers';
}

/**
 * `kept`: how many records there are inputs of, at most of the `named` of --input; what the dump has beyond them is
 * left out. Problems: `explain/dump`.
 */
export function readAnswerDump(
  bytes: Uint8Array,
  { outputs }: Interpreter,
  kept: number,
  named: number,
): Outcome<AnswerDump> {
  return attempt(() => {
    const [outputBytes, elements] = [sumOf(outputs, 'bytes'), sumOf(outputs, 'elements')];
    const text = textOf(bytes);
    const printed = text === undefined ? undefined : printedNumbers(text);
    if (printed?.areCut)
      reject('explain/dump', `the dump has ${TOO_MANY}; save the answers to a few records, or as bytes`);
    const count = printed?.numbers.length ?? 0;
    const isNumbers = printed !== undefined && count > 0 && count % elements === 0;
    if (isNumbers) {
      const records = Math.min(checked(count / elements, named), kept);
      const numbers = printed.numbers.slice(0, records * elements);
      return { ...ofNumbers({ ...printed, numbers }, outputs), records, form: 'numbers' };
    }
    if (bytes.length > 0 && bytes.length % outputBytes === 0) {
      const records = Math.min(checked(bytes.length / outputBytes, named), kept);
      return { ...ofBytes(bytes, outputs, records), records, form: 'bytes' };
    }
    const has = count > 0 ? `${formatCount(count)} numbers` : `${formatCount(bytes.length)} bytes and no numbers`;
    const each = `${formatCount(elements)} numbers or ${formatCount(outputBytes)} bytes`;
    const wanted = `the model answers a record with ${each}`;
    return reject(
      'explain/dump',
      `the dump has ${has}; ${wanted}. Print all of output(0)->data, and nothing beside it`,
    );
  });
}

function checked(records: number, named: number): number {
  if (records <= named) return records;
  return reject('explain/dump', `the dump has answers to ${records} records, --input has ${named}; name both alike`);
}

const sumOf = (tensors: readonly OpTensor[], key: 'bytes' | 'elements') =>
  tensors.reduce((sum, tensor) => sum + tensor[key], 0);

/** Compilers add floats in another order. */
const FLOAT_TOLERANCE = 1e-4;

function ofBytes(bytes: Uint8Array, outputs: readonly OpTensor[], records: number): BoardAnswer {
  const values: number[] = [];
  const tolerances: number[] = [];
  let from = 0;
  for (let record = 0; record < records; record++) {
    for (const tensor of outputs) {
      const part = bytes.slice(from, from + tensor.bytes);
      const numbers = Array.from(storedNumbers(tensor, part) ?? part);
      for (const value of numbers) {
        values.push(value);
        tolerances.push(floatTolerance(tensor, value));
      }
      from += tensor.bytes;
    }
  }
  return { unit: 'stored', values, tolerance: (i) => tolerances[i] };
}

function floatTolerance({ type }: OpTensor, value: number): number {
  return type === 'FLOAT32' && Number.isFinite(value) ? FLOAT_TOLERANCE * Math.max(1, Math.abs(value)) : 0;
}

function ofNumbers({ numbers, areWhole }: PrintedNumbers, outputs: readonly OpTensor[]): BoardAnswer {
  const tensors = outputs.flatMap((tensor) => Array.from({ length: tensor.elements }, () => tensor));
  const tensorOf = (i: number) => tensors[i % tensors.length];
  const isStored = areWhole && numbers.every(({ value }, i) => isHeld(value, tensorOf(i)));
  if (!isStored) {
    const tolerance = (i: number) => numbers[i].tolerance + 1e-6 * Math.abs(numbers[i].value);
    const values = numbers.map(({ value }) => value);
    return { unit: 'real', values, tolerance: (i) => Math.max(tolerance(i), floatTolerance(tensorOf(i), values[i])) };
  }
  const values = numbers.map(({ value }, i) => asSigned(value, tensorOf(i)));
  return { unit: 'stored', values, tolerance: (i) => floatTolerance(tensorOf(i), values[i]) };
}

/** Also where it was printed without its sign. */
function isHeld(value: number, { type }: OpTensor): boolean {
  if (type === 'FLOAT32') return true;
  const { min, max } =
    type in INTEGER_RANGES ? INTEGER_RANGES[type as keyof typeof INTEGER_RANGES] : { min: 0, max: 255 };
  return value >= min && value <= max - Math.min(0, min);
}

/** int8 printed as bytes (`0xfe`, 254) is the same bits. */
function asSigned(value: number, { type }: OpTensor): number {
  if (type !== 'INT8' && type !== 'INT16' && type !== 'INT32') return value;
  const { max } = INTEGER_RANGES[type];
  return value > max ? value - 2 * (max + 1) : value;
}
