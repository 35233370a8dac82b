// Inputs and the simulator's answers to them, for a test on the board.
import { attempt, must } from '../base/problem.ts';
import { random } from '../base/random.ts';
import type { GoldenRecord } from '../compress/firmware/golden.ts';
import type { Interpreter } from '../micro/interpret.ts';
import { sampleEncoder } from './evaluate.ts';
import { type LoadedModel, runRecords } from './measure.ts';
import type { TestSet } from './test-set.ts';

const MOST_RECORDS = 4;
/** Of all records: flash is what the test takes on the board. */
const MOST_BYTES = 16 * 1024;

/**
 * The first samples of the test set, as the model is fed them; without one, random bytes from a fixed seed for integer
 * inputs. None for other inputs, where one record alone is too large, and where the model refuses random bytes.
 */
export function goldenRecords({ interpreter }: LoadedModel, testSet: TestSet | undefined): readonly GoldenRecord[] {
  const { inputs, outputs } = interpreter;
  const [inputBytes, outputBytes] = [inputs, outputs].map((list) => list.reduce((sum, { bytes }) => sum + bytes, 0));
  const count = Math.min(MOST_RECORDS, Math.floor(MOST_BYTES / (inputBytes + outputBytes)));
  if (count < 1 || inputBytes === 0 || outputBytes === 0) return [];
  const records = samplesOf(interpreter, testSet, count) ?? noiseOf(interpreter, inputBytes, count);
  const answered = attempt(() =>
    records.map((record) => ({ inputs: record, outputs: must(runRecords(interpreter, record, false)).outputs })),
  );
  return answered.ok ? answered.value : [];
}

function samplesOf(interpreter: Interpreter, testSet: TestSet | undefined, count: number): Uint8Array[] | undefined {
  const [input, ...others] = interpreter.inputs;
  if (!testSet || others.length > 0 || input.elements !== testSet.size) return undefined;
  const encode = sampleEncoder(interpreter, testSet);
  return encode && Array.from({ length: Math.min(count, testSet.count) }, (_, sample) => encode(sample).slice());
}

function noiseOf({ inputs }: Interpreter, bytes: number, count: number): Uint8Array[] {
  if (!inputs.every(({ type }) => type === 'INT8' || type === 'UINT8')) return [];
  const source = random(1, 'golden records');
  return Array.from({ length: count }, () => Uint8Array.from({ length: bytes }, () => source.below(256)));
}
