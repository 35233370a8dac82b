// Every operator in every combination of data types, as TFLM's reference kernels answered it; what TFLM refuses is
// refused.
import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../../src/micro/operators.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { complaint, MAKERS, type Recorded } from '../oracle.ts';
import { bytesOf, modelOf, type Stored, stored } from './stored.ts';

/** The form of the oracle's own index, bytes in place of positions. */
function recorded({ variables, steps, ...rest }: Stored): Recorded<{ readonly data: Uint8Array }> {
  const data = (text: string) => ({ data: bytesOf(text) });
  return {
    ...rest,
    variables: variables.map(({ tensor, data: text }) => ({ tensor, ...data(text) })),
    steps: steps.map((step) => ({ ...step, inputs: step.inputs.map(data), outputs: step.outputs.map(data) })),
  };
}

const operators = [...new Set(stored.map(({ op }) => op))].sort();

describe('answers as TFLM', () => {
  test.each(operators)('%s', (op) => {
    const complaints = stored
      .filter((c) => c.op === op)
      .flatMap((c) => {
        const model = readModel(writeModel(modelOf(c.graph)));
        return Object.entries(MAKERS).flatMap(([kernels, makeKernels]) => {
          const found = complaint(model, recorded(c), ({ data }) => data, makeKernels);
          return found ? [`${c.test} on ${kernels}: ${found}`] : [];
        });
      });
    expect(complaints).toEqual([]);
  });
});

test('operators without a recorded case are few, and have tests of their own or run in whole models', () => {
  const have = new Set(operators.map((op) => op.replace(/^CUSTOM_/, '')));
  const elsewhere = ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'AVERAGE_POOL_2D', 'MAX_POOL_2D', 'ADD'];
  const all = [...OPERATORS.builtins.keys(), ...OPERATORS.customs.keys()];
  const without = all.filter((op) => !have.has(op) && !elsewhere.includes(op));
  expect(without.sort()).toEqual([
    // control-flow.test.ts
    'ASSIGN_VARIABLE',
    'CALL_ONCE',
    // circular-buffer.test.ts
    'CIRCULAR_BUFFER',
    // elementwise.test.ts
    'COS',
    'EXP',
    'FLOOR_MOD',
    'IF',
    'LOG',
    'LOGICAL_NOT',
    'LOGICAL_OR',
    'READ_VARIABLE',
    'SIN',
    'SQRT',
    'SQUARE',
    // tflm_audio_preprocessor_* of the oracle
    'SignalFilterBank',
    'SignalFilterBankSpectralSubtraction',
    'SignalFilterBankSquareRoot',
    'SignalPCAN',
    'VAR_HANDLE',
    'WHILE',
  ]);
});
