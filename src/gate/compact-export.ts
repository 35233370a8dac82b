// A model's compact file, measured beside the one it is made from: it must cost no more and answer the same.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { type Random, random } from '../base/random.ts';
import { compactFile } from '../compress/compact.ts';
import type { Interpreter } from '../micro/interpret.ts';
import type { OpTensor } from '../micro/op.ts';
import type { Profile } from '../micro/profile.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import { BYTE_KINDS, type ByteKind, inventoryOf } from '../tflite/inventory.ts';
import { type ModelMeasurement, measureModel } from './measure.ts';

export interface CompactExport {
  readonly before: ModelMeasurement;
  /** The same where the file stays as it was. */
  readonly after: ModelMeasurement;
  /** Why it stays as it was. */
  readonly reason?: string;
  /** On so many both gave the same outputs. */
  readonly records: number;
}

/** Problems: those of `measureModel`, of the file as it was. */
export function compactExport(
  file: Uint8Array,
  profiles: readonly Profile[],
  makeKernels: MakeKernels,
): Outcome<CompactExport> {
  return attempt(() => {
    const before = must(measureModel(file, profiles, makeKernels));
    const { bytes, reason } = must(compactFile(file));
    if (bytes === file) return { before, after: before, records: 0, ...(reason !== undefined && { reason }) };
    const measured = measureModel(bytes, profiles, makeKernels);
    if (!measured.ok) throw new Error(`the compact file is refused: ${measured.problems[0].message}`);
    const after = measured.value;
    requireNoMore(before, after);
    return { before, after, records: requireSameOutputs(before.interpreter, after.interpreter) };
  });
}

export interface BytesOfKind {
  readonly kind: ByteKind;
  readonly before: number;
  readonly after: number;
}

/** What the bytes of both files are for. Inside an `attempt`. */
export function bytesByKind({ before, after }: CompactExport): readonly BytesOfKind[] {
  const [were, are] = [before, after].map(({ bytes }) => must(inventoryOf(bytes)));
  return BYTE_KINDS.map((kind) => ({ kind, before: were.get(kind) ?? 0, after: are.get(kind) ?? 0 }));
}

function requireNoMore({ figures: before }: ModelMeasurement, { figures: after }: ModelMeasurement): void {
  for (const [profile, arena] of Object.entries(before.profiles)) {
    const { arenaUsedBytes, arenaMinBytes } = after.profiles[profile];
    if (arenaUsedBytes <= arena.arenaUsedBytes && arenaMinBytes <= arena.arenaMinBytes) continue;
    throw new Error(`the compact file takes an arena of ${arenaMinBytes} bytes on ${profile}`);
  }
}

const MOST_RECORDS = 32;
/** Of both models together: a second or so. */
const MOST_OPERATIONS = 400_000_000;
const SEED = 1;

/** Loops turn as often as random inputs say: models with other subgraphs run on zeros alone, as they were tried on. */
function recordsFor({ operationsPerInvoke, subgraphTensors }: Interpreter): number {
  if (subgraphTensors.length > 1) return 1;
  const affordable = Math.floor(MOST_OPERATIONS / (2 * Math.max(operationsPerInvoke, 1)));
  return Math.min(Math.max(affordable, 1), MOST_RECORDS);
}

/** Zeros, then random bytes; each from a fresh state. What one refuses because of its values the other must refuse. */
export function requireSameOutputs(before: Interpreter, after: Interpreter): number {
  const records = recordsFor(before);
  const source = random(SEED, 'compact export');
  for (let record = 0; record < records; record++) {
    const inputs = before.inputs.map((input) => (record === 0 ? new Uint8Array(input.bytes) : noise(input, source)));
    const [expected, found] = [before, after].map((interpreter) => outputsOf(interpreter, inputs));
    if (found !== expected) throw new Error(`the file that is shipped answers record ${record} with other outputs`);
  }
  for (const interpreter of [before, after]) interpreter.reset();
  return records;
}

/** Any bytes, but of floats between -1 and 1. */
function noise({ type, bytes, elements }: OpTensor, source: Random): Uint8Array {
  if (type === 'FLOAT32') {
    return new Uint8Array(Float32Array.from({ length: elements }, () => 2 * source.uniform() - 1).buffer);
  }
  return Uint8Array.from({ length: bytes }, () => source.uint32() >>> 24);
}

/** As text, to compare; the reason where the model refuses. */
function outputsOf(interpreter: Interpreter, inputs: readonly Uint8Array[]): string {
  interpreter.reset();
  interpreter.inputs.forEach((input, i) => {
    interpreter.write(input, inputs[i]);
  });
  const ran = interpreter.invoke();
  if (!ran.ok) return ran.problems.map(({ code }) => code).join();
  return interpreter.outputs.map((output) => interpreter.read(output).join()).join('\n');
}
