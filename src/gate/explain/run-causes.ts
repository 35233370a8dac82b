// What a board can run otherwise than kd-gate although it is fed the same: state, a stale input, other kernels, another
// model.
import { attempt, must, type Outcome } from '../../base/problem.ts';
import { createInterpreter } from '../../micro/interpret.ts';
import { resolve } from '../../micro/resolve.ts';
import { kernelsRounding, type OtherRounding } from '../../simd/reference/other-roundings.ts';
import { createMemory } from '../../simd/wasm.ts';
import { readModel } from '../../tflite/read.ts';
import type { Cause } from './cause.ts';
import { inputsLeft } from './left-inputs.ts';
import type { AnswerParts } from './output-causes.ts';
import { answersOf } from './runs.ts';
import type { Subject } from './subject.ts';

export interface RunCause extends Cause {
  /** Undefined where this can't be, or is too much work to try. */
  answers(subject: Subject): readonly AnswerParts[] | undefined;
}

/** Other rounding runs in plain TypeScript, a hundred times as slow as the simulator. */
const MOST_PLAIN_OPERATIONS = 4e8;

const KERNELS = 'an int8 model is bound to one runtime by 1 level at most; compare with the runtime of the board';

const ROUNDING: Readonly<Record<OtherRounding, Cause>> = {
  once: {
    id: 'rounding-once',
    says: 'the kernels round once where TFLM rounds twice (TFLITE_SINGLE_ROUNDING, CMSIS_NN_USE_SINGLE_ROUNDING)',
    remedy: `build without it, or accept it: ${KERNELS}`,
  },
  float: {
    id: 'rounding-float',
    says: 'the kernels scale in float32, as XNNPACK does: these answers come from LiteRT on a computer, not from TFLM',
    remedy: KERNELS,
  },
};

function roundingCause(rounding: OtherRounding): RunCause {
  return {
    ...ROUNDING[rounding],
    answers: ({ resolved, interpreter, records }) => {
      if (interpreter.operationsPerInvoke * records.length > MOST_PLAIN_OPERATIONS) return undefined;
      const other = createInterpreter(resolved, (bytes) => kernelsRounding(rounding, createMemory(bytes)));
      return other.ok ? found(answersOf(other.value, records)) : undefined;
    },
  };
}

const RESET = 'call interpreter.Reset() before each recording, and only there';

export const RUN_CAUSES: readonly RunCause[] = [
  {
    id: 'state-kept',
    says: 'the state of variables went on from record to record',
    remedy: RESET,
    answers: ({ interpreter, records, isStateful }) =>
      isStateful || records.length < 2 ? undefined : found(answersOf(interpreter, records, { keepsState: true })),
  },
  {
    id: 'state-reset',
    says: 'the state of variables was reset before each record',
    remedy: RESET,
    answers: ({ interpreter, records, isStateful }) =>
      isStateful && records.length > 1 ? found(answersOf(interpreter, records)) : undefined,
  },
  {
    id: 'input-once',
    says: 'the input was written before the first Invoke() alone: TFLM gives its room to other tensors while it runs',
    remedy: 'write the whole input before every Invoke()',
    answers: (subject) => onLeftInputs(subject),
  },
  roundingCause('once'),
  roundingCause('float'),
];

/** Another file that may be on the board, with inputs of the same size. Problems: what is wrong with the file. */
export function otherModelCause(name: string, bytes: Uint8Array, { makeKernels }: Subject): Outcome<RunCause> {
  return attempt((): RunCause => {
    const resolved = must(resolve(must(readModel(bytes))));
    const interpreter = must(createInterpreter(resolved, makeKernels));
    const inputBytes = interpreter.inputs.reduce((sum, input) => sum + input.bytes, 0);
    return {
      id: 'other-model',
      says: `the board has another model: ${name}`,
      remedy: 'flash the model that is meant; compare the SHA-256 of its array with that of the file',
      answers: ({ records }) =>
        records.every(({ length }) => length === inputBytes) ? found(answersOf(interpreter, records)) : undefined,
    };
  });
}

function onLeftInputs({ interpreter, records, planned }: Subject): readonly AnswerParts[] | undefined {
  if (records.length < 2) return undefined;
  let isKnown = true;
  const leftInputs = () => {
    const left = inputsLeft(interpreter, planned);
    isKnown &&= left !== undefined;
    return left;
  };
  const answers = found(answersOf(interpreter, records, { leftInputs }));
  return isKnown ? answers : undefined;
}

const found = <T>(outcome: Outcome<T>): T | undefined => (outcome.ok ? outcome.value : undefined);
