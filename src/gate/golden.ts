// Inputs and the simulator's answers to them, for a test on the board.
import { concatBytes } from '@noble/hashes/utils.js';
import { attempt, must } from '../base/problem.ts';
import { random } from '../base/random.ts';
import { type GoldenRecord, isSequence } from '../compress/firmware/golden.ts';
import type { Interpreter } from '../micro/interpret.ts';
import { sampleEncoder } from './evaluate.ts';
import { type ModelMeasurement, runRecords } from './measure.ts';
import { hopEncoder, hopsOf, isStreamed } from './streams.ts';
import type { TestSet } from './test-set.ts';

const MOST_RECORDS = 4;
/** Of all records: flash is what the test takes on the board. */
const MOST_BYTES = 16 * 1024;

type GoldenModel = Pick<ModelMeasurement, 'interpreter' | 'model'>;

/**
 * The first samples of the test set, or steps of its first recording, as the model is fed them; without one, random
 * bytes from a fixed seed for integer inputs. None for other inputs, where one record alone is too
 * large, and where the model refuses random bytes.
 */
export function goldenRecords(
  { interpreter, model }: GoldenModel,
  testSet: TestSet | undefined,
): readonly GoldenRecord[] {
  const { inputs, outputs } = interpreter;
  const [inputBytes, outputBytes] = [inputs, outputs].map((list) => list.reduce((sum, { bytes }) => sum + bytes, 0));
  const count = Math.min(MOST_RECORDS, Math.floor(MOST_BYTES / (inputBytes + outputBytes)));
  if (count < 1 || inputBytes === 0 || outputBytes === 0) return [];
  const records = samplesOf(interpreter, testSet, count) ?? noiseOf(interpreter, inputBytes, count);
  const keepsState = isSequence(model);
  const answered = attempt(() =>
    keepsState
      ? answersInTurn(interpreter, records)
      : records.map((record) => ({ inputs: record, outputs: must(runRecords(interpreter, record, false)).outputs })),
  );
  return answered.ok ? answered.value : [];
}

/** One after the other, each with the state that the one before it left. */
function answersInTurn(interpreter: Interpreter, records: readonly Uint8Array[]): readonly GoldenRecord[] {
  const { outputs } = must(runRecords(interpreter, concatBytes(...records), true));
  const bytes = outputs.length / Math.max(1, records.length);
  return records.map((inputs, i) => ({ inputs, outputs: outputs.slice(i * bytes, (i + 1) * bytes) }));
}

function samplesOf(interpreter: Interpreter, testSet: TestSet | undefined, count: number): Uint8Array[] | undefined {
  const [input, ...others] = interpreter.inputs;
  if (!testSet || others.length > 0) return undefined;
  if (isStreamed(testSet)) {
    const [hopAt, hops] = [hopEncoder(interpreter, testSet), hopsOf(testSet, input)];
    return hopAt && Array.from({ length: Math.min(count, hops) }, (_, hop) => hopAt(0, hop).slice());
  }
  if (input.elements !== testSet.size) return undefined;
  const encode = sampleEncoder(interpreter, testSet);
  return encode && Array.from({ length: Math.min(count, testSet.count) }, (_, sample) => encode(sample).slice());
}

function noiseOf({ inputs }: Interpreter, bytes: number, count: number): Uint8Array[] {
  if (!inputs.every(({ type }) => type === 'INT8' || type === 'UINT8')) return [];
  const source = random(1, 'golden records');
  return Array.from({ length: count }, () => Uint8Array.from({ length: bytes }, () => source.below(256)));
}
