// One run of a model on zeros before anything is said of it: what TFLM's Invoke refuses doesn't fit any board.
import { attempt, must, type Outcome, type Problem } from '../base/problem.ts';
import type { Interpreter } from '../micro/interpret.ts';
import type { OpTensor } from '../micro/op.ts';

/** What a kernel refuses because of the values that it meets, and may well take with others. */
const OF_VALUES: readonly Problem['code'][] = ['micro/index', 'micro/value'];

/**
 * Leaves the interpreter as after `reset`. Zeros are real ones: a quantized input is filled with its zero point.
 * A model that refuses these values is tried on ones too, since it may never meet a zero.
 * Problems: what an operator refuses while it runs, and `micro/work`.
 */
export function tryOnZeros(interpreter: Interpreter): Outcome<undefined> {
  return attempt(() => {
    const onZeros = runOn(interpreter, 0);
    const isOfValues = !onZeros.ok && onZeros.problems.every(({ code }) => OF_VALUES.includes(code));
    if (isOfValues && runOn(interpreter, 1).ok) return undefined;
    return must(onZeros);
  });
}

function runOn(interpreter: Interpreter, value: number): Outcome<undefined> {
  interpreter.reset();
  for (const input of interpreter.inputs) interpreter.write(input, filledWith(value, input));
  const outcome = interpreter.invoke();
  for (const input of interpreter.inputs) interpreter.write(input, new Uint8Array(input.bytes));
  interpreter.reset();
  return outcome;
}

/** As the type holds it; a quantized input counts from its zero point, whatever its scale. */
function filledWith(value: number, { type, bytes, elements, quantization }: OpTensor): Uint8Array {
  const level = value + (quantization?.zeroPoints[0] ?? 0);
  const filled = {
    FLOAT32: () => new Float32Array(elements).fill(value),
    INT32: () => new Int32Array(elements).fill(level),
    INT16: () => new Int16Array(elements).fill(level),
  };
  if (type === 'FLOAT32' || type === 'INT32' || type === 'INT16') return new Uint8Array(filled[type]().buffer);
  return new Uint8Array(bytes).fill(level);
}
