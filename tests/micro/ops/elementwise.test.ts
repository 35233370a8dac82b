// What TFLM's tests that could be recorded don't hold. Expected: the correctly rounded values (to 10 digits), one unit
// of the last place allowed where the C library decides.
import { expect, test } from 'vitest';
import type { BuiltinOperator } from '../../../src/tflite/schema.ts';
import { answer, float32sOf, floats, interpreterOf } from './graphs.ts';

function floatsThrough(code: BuiltinOperator, ...inputs: number[][]): number[] {
  const tensor = { type: 'FLOAT32', shape: [inputs[0].length] } as const;
  const positions = inputs.map((_, i) => i);
  const interpreter = interpreterOf({
    tensors: [...inputs.map(() => tensor), tensor],
    operators: [{ code, inputs: positions, outputs: [inputs.length] }],
    inputs: positions,
    outputs: [inputs.length],
  });
  return float32sOf(answer(interpreter, ...inputs.map((values) => floats(...values))));
}

test.each<[BuiltinOperator, number[], number[]]>([
  ['EXP', [0, 1, -1, 10], [1, Math.E, 0.3678794412, 22026.46579]],
  ['LOG', [1, 2, 10, 0.5], [0, Math.LN2, Math.LN10, -Math.LN2]],
  ['SIN', [0, 1, -2, 100], [0, 0.8414709848, -0.9092974268, -0.5063656411]],
  ['COS', [0, 1, -2, 100], [1, 0.5403023059, -0.4161468365, 0.8623188723]],
])('%s', (code, input, expected) => {
  floatsThrough(code, input).forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(Math.abs(expected[i]) * 1.2e-7);
  });
});

test('SQRT, SQUARE round once', () => {
  expect(floatsThrough('SQRT', [4, 2])).toEqual([2, Math.fround(Math.SQRT2)]);
  expect(floatsThrough('SQUARE', [-3, 1.1])).toEqual([9, Math.fround(Math.fround(1.1) * Math.fround(1.1))]);
});

test('FLOOR_MOD has the sign of the divisor', () => {
  expect(floatsThrough('FLOOR_MOD', [5, -5, 5, -5, 6], [3, 3, -3, -3, 3])).toEqual([2, 1, -1, -2, 0]);
});

test('LOGICAL_OR and LOGICAL_NOT', () => {
  const flags = { type: 'BOOL', shape: [4] } as const;
  const or = interpreterOf({
    tensors: [flags, flags, flags],
    operators: [{ code: 'LOGICAL_OR', inputs: [0, 1], outputs: [2] }],
    inputs: [0, 1],
    outputs: [2],
  });
  expect([...answer(or, Uint8Array.of(0, 0, 1, 1), Uint8Array.of(0, 1, 0, 1))]).toEqual([0, 1, 1, 1]);
  const not = interpreterOf({
    tensors: [flags, flags],
    operators: [{ code: 'LOGICAL_NOT', inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  });
  expect([...answer(not, Uint8Array.of(0, 1, 0, 1))]).toEqual([1, 0, 1, 0]);
});

test('RELU keeps -0 and NaN, as the comparisons of the runtime do', () => {
  const [zero, nan, below, above] = floatsThrough('RELU', [-0, Number.NaN, -1, 7]);
  expect(Object.is(zero, -0)).toBe(true);
  expect([nan, below, above]).toEqual([Number.NaN, 0, 7]);
});
