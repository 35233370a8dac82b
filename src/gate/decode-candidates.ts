// Ways to compress the weights of a model for TFLM_DECODE, each measured in a file of its own.
import { attempt, must, orBug } from '../base/problem.ts';
import { excerptEnd } from '../base/quote.ts';
import { type Encode, encodingBytes } from '../compress/decode/encoding.ts';
import { ENCODERS } from '../compress/decode/index.ts';
import { type Replacement, rewrite } from '../compress/decode/rewrite.ts';
import type { WeightBuffer } from '../compress/decode/weight-buffers.ts';
import { decode } from '../micro/arithmetic/decode.ts';
import { profileOf } from '../micro/profile.ts';
import { resolve } from '../micro/resolve.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { instructionSum } from './decode-costs.ts';

export interface Candidate {
  readonly replacement: Replacement;
  /** Encoded and ancillary data. */
  readonly bytes: number;
  /** By which the file gets smaller with nothing else compressed. */
  readonly savedBytes: number;
}

/** One buffer, and what is worth trying for it, the most savings first. */
export interface Contender {
  /** Of its first tensor. */
  readonly name: string;
  readonly plainBytes: number;
  readonly buffer: WeightBuffer;
  readonly candidates: readonly Candidate[];
  /** False where others could save more, and are many. */
  readonly isTried: boolean;
}

/** For so many more instructions of an Invoke a slower encoding has to save a byte more: code words with 28
 * instructions a weight, in place of tables with 3.4, 2 bits of each weight. */
const INSTRUCTIONS_A_BYTE = 100;
/** The core on which the instructions of DECODE have been counted. */
const COUNTED = 'cortex-m4f/cmsis_nn';
/** Each candidate is a file that is written and read again; the buffers that could save most are measured. */
export const MOST_BUFFERS = 128;

/** In the order of `buffers`. */
export function contendersOf(
  model: Model,
  buffers: readonly WeightBuffer[],
  write: (model: Model) => Uint8Array,
): readonly Contender[] {
  const plainBytes = write(model).length;
  const encoded = buffers.map((buffer) => encodedSmaller(model, buffer));
  const gains = encoded.map((options, i) => {
    return Math.max(0, ...options.map(({ bytes }) => model.buffers[buffers[i].buffer].length - bytes));
  });
  const order = gains.map((_, i) => i).sort((a, b) => gains[b] - gains[a]);
  const tried = new Set(order.slice(0, MOST_BUFFERS));
  return buffers.map((buffer, i) => {
    const { subgraph, tensor } = buffer.tensors[0];
    const options = tried.has(i) ? encoded[i] : [];
    const measured = options.map((option) => measureAlone(model, option, plainBytes, write));
    return {
      name: excerptEnd(model.subgraphs[subgraph].tensors[tensor].name),
      plainBytes: model.buffers[buffer.buffer].length,
      buffer,
      candidates: worthTrying(measured),
      isTried: tried.has(i) || gains[i] === 0,
    };
  });
}

interface Option {
  readonly replacement: Replacement;
  readonly bytes: number;
}

/** Encodings that have fewer bytes than the weights. */
function encodedSmaller(model: Model, buffer: WeightBuffer): readonly Option[] {
  const data = model.buffers[buffer.buffer];
  return ENCODERS.flatMap((encode: Encode): Option[] => {
    const encodings = buffer.tensors.flatMap(({ subgraph, tensor }) => {
      return encode({ output: model.subgraphs[subgraph].tensors[tensor], data }) ?? [];
    });
    if (encodings.length < buffer.tensors.length) return [];
    const bytes = encodings.reduce((sum, encoding) => sum + encodingBytes(encoding), 0);
    return bytes < data.length ? [{ replacement: { ...buffer, encodings }, bytes }] : [];
  });
}

interface MeasuredOption extends Candidate {
  /** Of the whole model; infinite where they aren't known. */
  readonly instructions: number;
}

function measureAlone(
  model: Model,
  option: Option,
  plainBytes: number,
  write: (model: Model) => Uint8Array,
): MeasuredOption {
  checkUnpacked(model, option.replacement);
  const file = write(rewrite(model, [option.replacement]));
  const instructions = instructionSum(must(resolve(must(readModel(file)))), profileOf(COUNTED));
  return {
    ...option,
    savedBytes: plainBytes - file.length,
    instructions: typeof instructions === 'number' ? instructions : Number.POSITIVE_INFINITY,
  };
}

/** What is shipped gives back the weights to the byte. */
function checkUnpacked(model: Model, { buffer, tensors, encodings }: Replacement): void {
  for (const [i, { encoded, ancillary }] of encodings.entries()) {
    const output = model.subgraphs[tensors[i].subgraph].tensors[tensors[i].tensor];
    const unpacked = orBug(attempt(() => decode({ encoded, ancillary, ancillaryName: '', output })));
    if (unpacked.some((byte, at) => byte !== model.buffers[buffer][at])) throw new Error(`${output.name} changed`);
  }
}

/** From the fastest on, those that save enough more than all that are faster; the most savings first. */
function worthTrying(measured: readonly MeasuredOption[]): readonly Candidate[] {
  const byTime = measured.toSorted((a, b) =>
    a.instructions < b.instructions ? -1 : Number(a.instructions > b.instructions),
  );
  const kept: MeasuredOption[] = [];
  for (const option of byTime) {
    const isWorth = kept.every((faster) => {
      const more = option.instructions === faster.instructions ? 0 : option.instructions - faster.instructions;
      return option.savedBytes > faster.savedBytes + more / INSTRUCTIONS_A_BYTE;
    });
    if (option.savedBytes > 0 && isWorth) kept.push(option);
  }
  return kept.toSorted((a, b) => b.savedBytes - a.savedBytes);
}
