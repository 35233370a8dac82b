// What TFLM's kernels refuse or run at their edges: cases and expected values of TFLM's own kernel tests, named here,
// and of the checks in its Prepare functions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { measureModel, runRecords } from '../../../src/gate/measure.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import { type BuiltinOperator, bytesOfElements, type TensorType } from '../../../src/tflite/schema.ts';
import { MAKERS } from '../oracle.ts';
import { answer, type GraphTensor, interpreterOf } from './graphs.ts';

const ARRAYS = {
  FLOAT32: Float32Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  BOOL: Uint8Array,
  UINT8: Uint8Array,
} as const;
type Plain = keyof typeof ARRAYS;

/** A tensor, its values where it has some, and whether they lie in the file. */
interface Given extends Omit<GraphTensor, 'type' | 'data'> {
  readonly type: TensorType;
  readonly values?: readonly number[];
  readonly constant?: readonly number[];
}

const bytesOf = (type: TensorType, values: readonly number[]) =>
  new Uint8Array(
    type === 'INT64' ? BigInt64Array.from(values, BigInt).buffer : ARRAYS[type as Plain].from(values).buffer,
  );

const quantized = (scale: number, zeroPoint: number) => ({
  quantization: { scales: [scale], zeroPoints: [zeroPoint], quantizedDimension: 0 },
});

interface Case {
  readonly code: BuiltinOperator;
  readonly inputs: readonly Given[];
  readonly output: Omit<Given, 'values' | 'constant'>;
  readonly options?: Readonly<Record<string, number | boolean | readonly number[]>>;
}

/** The values of the output, or what is wrong. */
function run({ code, inputs, output, options = {} }: Case): readonly number[] | string {
  try {
    const tensors = [...inputs, { ...output, constant: undefined }].map(({ type, shape, quantization, constant }) => ({
      type,
      shape,
      ...(quantization && { quantization }),
      ...(constant && { data: bytesOf(type, constant) }),
    }));
    const fed = inputs.flatMap(({ constant }, i) => (constant ? [] : [i]));
    const interpreter = interpreterOf({
      tensors,
      operators: [{ code, inputs: inputs.map((_, i) => i), outputs: [inputs.length], options }],
      inputs: fed,
      outputs: [inputs.length],
    });
    const bytes = answer(
      interpreter,
      ...fed.map((i) => {
        const { type, shape, values } = inputs[i];
        const size = shape.reduce((product, d) => product * d, 1);
        return values ? bytesOf(type, values) : new Uint8Array(bytesOfElements(type, size) ?? 0);
      }),
    );
    return [...new ARRAYS[output.type as Plain](Uint8Array.from(bytes).buffer)];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const list = (type: TensorType, ...values: number[]): Given => ({ type, shape: [values.length], values });
const constants = (...values: number[]): Given => ({ type: 'INT32', shape: [values.length], constant: values });
const floats = (...shape: number[]): Given => ({ type: 'FLOAT32', shape });

describe('STRIDED_SLICE, as StridedSliceTest of strided_slice_test.cc has it', () => {
  const slice = (length: number, begin: number, end: number, stride: number, output: number[], shrinkAxisMask = 0) =>
    run({
      code: 'STRIDED_SLICE',
      inputs: [
        list('FLOAT32', ...Array.from({ length }, (_, i) => i + 1)),
        constants(begin),
        constants(end),
        constants(stride),
      ],
      output: floats(...output),
      options: { shrinkAxisMask },
    });

  test.each<[string, number, number, number, number, number[], number[]]>([
    ['In1D_EmptyOutput', 4, 10, 3, 1, [0], []],
    ['In1D_OutOfRangeBegin', 4, -5, 3, 1, [3], [1, 2, 3]],
    ['In1D_OutOfRangeEnd', 4, -3, 5, 1, [3], [2, 3, 4]],
    ['In1D_OutOfRangeBeginNegativeStride', 4, 5, 2, -1, [1], [4]],
    ['In1D_OutOfRangeEndNegativeStride', 4, -3, -5, -1, [2], [2, 1]],
    ['In1D_NegStride', 3, -1, -4, -1, [3], [3, 2, 1]],
    ['OneOneOne', 1, 1, 1, 1, [0], []],
    ['MinusThreeMinusFourMinusOne', 4, -3, -4, -1, [1], [2]],
  ])('%s', (_, length, begin, end, stride, output, expected) => {
    expect(slice(length, begin, end, stride, output)).toEqual(expected);
  });

  // Nothing is written there, so that the answer is what the arena held: TFLM's tests look at none.
  test.each<[string, number, number]>([
    ['StrideOutOfBounds', 4, 7],
    ['OutOfBounds', 2, 1],
  ])('%s: a dropped axis that begins outside runs and leaves the zeros of the arena', (_, end, stride) => {
    expect(slice(1, 1, end, stride, [], 1)).toEqual([0]);
  });
});

describe('PAD and PADV2, as pad_test.cc has them', () => {
  const paddings: Given = { type: 'INT32', shape: [4, 2], constant: [1, 1, 0, 0, 1, 1, 0, 0] };
  const pad = (type: TensorType, zeroPoint: number, value?: Given) =>
    run({
      code: value ? 'PADV2' : 'PAD',
      inputs: [
        { type, shape: [1, 2, 2, 1], values: [1, 2, 3, 4], ...quantized(1, 0) },
        paddings,
        ...(value ? [value] : []),
      ],
      output: { type, shape: [3, 2, 4, 1], ...quantized(1, zeroPoint) },
    });
  const filled = (p: number) => [...Array(9).fill(p), 1, 2, p, p, 3, 4, ...Array(9).fill(p)];

  test('Test2DInt8, and Test2DInt8ExpectFailureQuantizationRangeExcludesZero: zero point 129', () => {
    expect(pad('INT8', 0)).toEqual(filled(0));
    expect(pad('INT8', 129)).toContain('has zero point 129; of type INT8 it is between -128 and 127');
    expect(pad('INT8', 127)).toEqual(filled(127));
  });

  test('int16 is padded with 0 whatever its zero point', () => {
    expect(pad('INT16', 0)).toEqual(filled(0));
    expect(pad('INT16', 5)).toEqual(filled(0));
  });

  test('the padding value is one element', () => {
    expect(pad('INT8', 0, { type: 'INT8', shape: [1], values: [42], ...quantized(1, 0) })).toEqual(filled(42));
    expect(pad('INT8', 0, { type: 'INT8', shape: [2], values: [42, 1], ...quantized(1, 0) })).toContain(
      'one is needed',
    );
  });
});

describe('RSQRT of int16, as ElementwiseTest.RsqrtInt16 of elementwise_test.cc has it', () => {
  // input_scale 142 / 32768, output_scale 1 / 32768; the floats that the test gives and expects.
  const reals = [15, 46, 78, 142, 1, 17, 49, 113];
  const golden = [0.2582, 0.14744, 0.11323, 0.08392, 1, 0.24254, 0.142857, 0.09407];
  const scale = 142 / 32768;
  const rsqrt = (values: number[], zeroPoint = 0) =>
    run({
      code: 'RSQRT',
      inputs: [{ type: 'INT16', shape: [1, 8], values, ...quantized(scale, zeroPoint) }],
      output: { type: 'INT16', shape: [1, 8], ...quantized(1 / 32768, 0) },
    });

  test('within the tolerance of the test, its input scale', () => {
    const answers = rsqrt(reals.map((x) => Math.min(Math.round(x / scale), 32767)));
    expect(answers).toHaveLength(8);
    [...answers].forEach((q, i) => {
      expect(Math.abs(Number(q) / 32768 - golden[i])).toBeLessThanOrEqual(scale);
    });
  });

  test('0 is the largest value, less is refused, and so is a zero point', () => {
    expect(rsqrt([0, 1, 1, 1, 1, 1, 1, 1])[0]).toBe(32767);
    expect(rsqrt([-1, 1, 1, 1, 1, 1, 1, 1])).toContain('positive values only');
    expect(rsqrt([1, 1, 1, 1, 1, 1, 1, 1], 3)).toContain('zero point 0');
  });
});

describe('DYNAMIC_UPDATE_SLICE, as dynamic_update_slice_test.cc has it', () => {
  test.each(['INT8', 'INT16', 'INT32', 'FLOAT32'] as const)('DynamicUpdateSliceOpTestSimple of %s', (type) => {
    const expected = [1, 2, 3, 4, -1, 6, 7, -2, 9];
    expect(
      run({
        code: 'DYNAMIC_UPDATE_SLICE',
        inputs: [
          { type, shape: [3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
          { type, shape: [2, 1], values: [-1, -2] },
          list('INT32', 1, 1),
        ],
        output: { type, shape: [3, 3] },
      }),
    ).toEqual(expected);
  });

  test('more than six dimensions are refused', () => {
    const shape = [1, 1, 1, 1, 1, 1, 2];
    const inputs: Given[] = [{ type: 'INT8', shape }, { type: 'INT8', shape }, list('INT32', 0, 0, 0, 0, 0, 0, 0)];
    expect(run({ code: 'DYNAMIC_UPDATE_SLICE', inputs, output: { type: 'INT8', shape } })).toContain('at most 6');
  });
});

describe('axes that the model computes', () => {
  const rows = { type: 'FLOAT32', shape: [2, 2], values: [1, 9, 3, 2] } as const;

  test('ARG_MAX and CUMSUM read theirs when they run', () => {
    const argMax = (axis: number) =>
      run({ code: 'ARG_MAX', inputs: [rows, list('INT32', axis)], output: { type: 'INT32', shape: [2] } });
    expect([argMax(0), argMax(1), argMax(-1)]).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect(argMax(2)).toContain('axis 2 of 2 dimensions');
    const cumsum = (axis: number) =>
      run({ code: 'CUMSUM', inputs: [rows, list('INT32', axis)], output: { type: 'FLOAT32', shape: [2, 2] } });
    expect([cumsum(0), cumsum(1)]).toEqual([
      [1, 9, 4, 11],
      [1, 10, 3, 5],
    ]);
  });

  test('so does REVERSE_V2, of at most as many axes as there are dimensions', () => {
    const reverse = (...axes: number[]) =>
      run({ code: 'REVERSE_V2', inputs: [rows, list('INT32', ...axes)], output: { type: 'FLOAT32', shape: [2, 2] } });
    expect([reverse(0), reverse(1), reverse(-1, 0)]).toEqual([
      [3, 2, 1, 9],
      [9, 1, 2, 3],
      [2, 3, 9, 1],
    ]);
    expect(reverse(0, 1, 0)).toContain('at most 2 axes');
  });
});

test('SPACE_TO_BATCH_ND pads with 0, not the zero point, and says that a board may pad with another byte', () => {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../../../fixtures/users', name));
  const measured = must(
    measureModel(file('s2b_zero_point.tflite'), [profileOf('cortex-m4f/reference')], MAKERS.reference),
  );
  const { outputs } = must(runRecords(measured.interpreter, file('s2b_zero_point.in'), false));
  expect([...outputs]).toEqual([0, 2, 1, 3]);
  expect(measured.figures.warnings).toEqual([
    { operator: 0, op: 'SPACE_TO_BATCH_ND', text: expect.stringContaining('what the arena held') },
  ]);
});

test('SPACE_TO_BATCH_ND of a model with an open batch names the cure', () => {
  const bytes = readFileSync(join(import.meta.dirname, '../../../fixtures/users/dilated_dynamic_batch.tflite'));
  const measured = measureModel(bytes, [], MAKERS.reference);
  const message = measured.ok ? '' : measured.problems[0].message;
  expect(message).toContain('has a batch of 1 in the file, where 2 are needed (2 blocks)');
  expect(message).toContain('batch_size=1');
});

// The checks of Prepare, or of Eval where it looks: what each refuses, and the same operator when it is content.
describe.each<[string, Case, Case, string]>([
  [
    'TRANSPOSE of int32',
    {
      code: 'TRANSPOSE',
      inputs: [{ type: 'INT16', shape: [2, 1] }, constants(1, 0)],
      output: { type: 'INT16', shape: [1, 2] },
    },
    {
      code: 'TRANSPOSE',
      inputs: [{ type: 'INT32', shape: [2, 1] }, constants(1, 0)],
      output: { type: 'INT32', shape: [1, 2] },
    },
    'INT32 is not supported',
  ],
  [
    'TRANSPOSE with an axis from the end',
    { code: 'TRANSPOSE', inputs: [floats(2, 1), constants(1, 0)], output: floats(1, 2) },
    { code: 'TRANSPOSE', inputs: [floats(2, 1), constants(-1, 0)], output: floats(1, 2) },
    'write them as 0 to 1',
  ],
  [
    'TRANSPOSE of six dimensions',
    { code: 'TRANSPOSE', inputs: [floats(1, 1, 1, 1, 2), constants(4, 0, 1, 2, 3)], output: floats(2, 1, 1, 1, 1) },
    {
      code: 'TRANSPOSE',
      inputs: [floats(1, 1, 1, 1, 1, 2), constants(5, 0, 1, 2, 3, 4)],
      output: floats(2, 1, 1, 1, 1, 1),
    },
    'more than 5',
  ],
  [
    'FILL of int16',
    {
      code: 'FILL',
      inputs: [constants(2), { type: 'INT8', shape: [], values: [3] }],
      output: { type: 'INT8', shape: [2] },
    },
    {
      code: 'FILL',
      inputs: [constants(2), { type: 'INT16', shape: [], values: [3] }],
      output: { type: 'INT16', shape: [2] },
    },
    'INT16 is not supported',
  ],
  [
    'CAST to bool',
    { code: 'CAST', inputs: [list('BOOL', 1, 0)], output: { type: 'INT8', shape: [2] } },
    { code: 'CAST', inputs: [list('INT8', 1, 0)], output: { type: 'BOOL', shape: [2] } },
    'BOOL is not supported',
  ],
  [
    'EXPAND_DIMS of int32',
    {
      code: 'EXPAND_DIMS',
      inputs: [{ type: 'INT8', shape: [2] }, constants(0)],
      output: { type: 'INT8', shape: [1, 2] },
    },
    {
      code: 'EXPAND_DIMS',
      inputs: [{ type: 'INT32', shape: [2] }, constants(0)],
      output: { type: 'INT32', shape: [1, 2] },
    },
    'INT32 is not supported',
  ],
  [
    'SQUEEZE of a dimension that is not 1',
    { code: 'SQUEEZE', inputs: [floats(1, 2)], output: floats(2), options: { squeezeDims: [-2] } },
    { code: 'SQUEEZE', inputs: [floats(1, 2)], output: floats(2), options: { squeezeDims: [1] } },
    "can't be squeezed",
  ],
  [
    'FLOOR_DIV by 0',
    { code: 'FLOOR_DIV', inputs: [list('FLOAT32', 1, 2), list('FLOAT32', 1, 2)], output: floats(2) },
    { code: 'FLOOR_DIV', inputs: [list('FLOAT32', 1, 2), list('FLOAT32', 1, 0)], output: floats(2) },
    'division by 0',
  ],
  [
    'EXP into another shape',
    { code: 'EXP', inputs: [floats(2, 2)], output: floats(2, 2) },
    { code: 'EXP', inputs: [floats(2, 2)], output: floats(4) },
    'it should be 2x2',
  ],
  [
    'LOG_SOFTMAX into another shape',
    { code: 'LOG_SOFTMAX', inputs: [floats(2, 2)], output: floats(2, 2) },
    { code: 'LOG_SOFTMAX', inputs: [floats(2, 2)], output: floats(4) },
    'it should be 2x2',
  ],
  [
    'SOFTMAX of a scalar',
    { code: 'SOFTMAX', inputs: [floats(1)], output: floats(1), options: { beta: 1 } },
    { code: 'SOFTMAX', inputs: [floats()], output: floats(), options: { beta: 1 } },
    'at least one dimension',
  ],
  [
    'SLICE with a size of -2',
    { code: 'SLICE', inputs: [floats(4), constants(1), constants(-1)], output: floats(3) },
    { code: 'SLICE', inputs: [floats(4), constants(1), constants(-2)], output: floats(3) },
    "doesn't fit",
  ],
  [
    'RELU of int16 with a zero point',
    {
      code: 'RELU',
      inputs: [{ type: 'INT16', shape: [1], ...quantized(1, 0) }],
      output: { type: 'INT16', shape: [1], ...quantized(1, 0) },
    },
    {
      code: 'RELU',
      inputs: [{ type: 'INT16', shape: [1], ...quantized(1, 2) }],
      output: { type: 'INT16', shape: [1], ...quantized(1, 2) },
    },
    'zero point 0',
  ],
  [
    'QUANTIZE with several scales',
    { code: 'QUANTIZE', inputs: [floats(2)], output: { type: 'INT8', shape: [2], ...quantized(1, 0) } },
    {
      code: 'QUANTIZE',
      inputs: [floats(2)],
      output: { type: 'INT8', shape: [2], quantization: { scales: [1, 2], zeroPoints: [0, 0], quantizedDimension: 0 } },
    },
    'has 2 scales',
  ],
  [
    'BATCH_MATMUL into fewer dimensions',
    { code: 'BATCH_MATMUL', inputs: [floats(1, 2, 2), floats(1, 2, 2)], output: floats(1, 2, 2) },
    { code: 'BATCH_MATMUL', inputs: [floats(1, 2, 2), floats(1, 2, 2)], output: floats(2, 2) },
    'the output 2x2',
  ],
  [
    'CONCATENATION of seven dimensions',
    {
      code: 'CONCATENATION',
      inputs: [floats(1, 1, 1, 1, 1, 1)],
      output: floats(1, 1, 1, 1, 1, 1),
      options: { axis: 0 },
    },
    {
      code: 'CONCATENATION',
      inputs: [floats(1, 1, 1, 1, 1, 1, 1)],
      output: floats(1, 1, 1, 1, 1, 1, 1),
      options: { axis: 0 },
    },
    'at most 6 are supported',
  ],
  ...(['EQUAL', 'LOGICAL_AND', 'FLOOR_MOD', 'SQUARED_DIFFERENCE', 'PRELU', 'MAXIMUM'] as const).map(
    (code): [string, Case, Case, string] => {
      const most = code === 'MAXIMUM' ? 5 : 4;
      const type = code === 'LOGICAL_AND' ? 'BOOL' : 'FLOAT32';
      const broadcast = (rank: number): Case => {
        const shape = [...Array<number>(rank - 1).fill(1), 2];
        const output = { type: code === 'EQUAL' ? 'BOOL' : type, shape } as const;
        return { code, inputs: [{ type, shape }, list(type, 1)], output };
      };
      return [
        `${code} that broadcasts ${most + 1} dimensions`,
        broadcast(most),
        broadcast(most + 1),
        `at most ${most} are supported`,
      ];
    },
  ),
])('%s is refused', (_, content, refused, message) => {
  test('and runs otherwise', () => {
    expect(run(content)).toBeInstanceOf(Array);
    expect(run(refused)).toContain(message);
  });
});

test('MEAN of three axes says that TFLM has room for two', () => {
  const mean = (...axes: number[]) =>
    interpreterOf({
      tensors: [floats(2, 2, 2), { type: 'INT32', shape: [axes.length], data: bytesOf('INT32', axes) }, floats()],
      operators: [{ code: 'MEAN', inputs: [0, 1], outputs: [2] }],
      inputs: [0],
      outputs: [2],
    }).warnings;
  expect(mean(0, 1, 2)).toEqual([{ subgraph: 0, index: 0, op: 'MEAN', text: expect.stringContaining('room for 2') }]);
  expect(() => mean(0, 1)).toThrow('the reduction has 2 results');
});

test('UNPACK has no form for int64, and SPLIT none for unequal parts', () => {
  const unpack = (type: TensorType) => () =>
    interpreterOf({
      tensors: [
        { type, shape: [2, 1] },
        { type, shape: [1] },
        { type, shape: [1] },
      ],
      operators: [{ code: 'UNPACK', inputs: [0], outputs: [1, 2], options: { num: 2, axis: 0 } }],
      inputs: [0],
      outputs: [1, 2],
    });
  expect(unpack('INT16')).not.toThrow();
  expect(unpack('INT64')).toThrow('INT64 is not supported');
  const split = (first: number) => () =>
    interpreterOf({
      tensors: [
        { type: 'INT32', shape: [], data: bytesOf('INT32', [0]) },
        { type: 'INT8', shape: [4] },
        { type: 'INT8', shape: [first] },
        { type: 'INT8', shape: [4 - first] },
      ],
      operators: [{ code: 'SPLIT', inputs: [0, 1], outputs: [2, 3], options: { numSplits: 2 } }],
      inputs: [1],
      outputs: [2, 3],
    });
  expect(split(2)).not.toThrow();
  expect(split(1)).toThrow('no equal parts of axis 0');
});

test('QUANTIZE and DEQUANTIZE take an input without a scale as one of scale 0', () => {
  const requantized = { type: 'INT8', shape: [2], ...quantized(0.5, 3) } as const;
  expect(run({ code: 'QUANTIZE', inputs: [list('INT8', 7, -7)], output: requantized })).toEqual([3, 3]);
  expect(run({ code: 'DEQUANTIZE', inputs: [list('INT8', 7, 0)], output: floats(2) })).toEqual([0, 0]);
});

test('SVDF of int8 wants a bias on the scale of what it is added to, within 1e-5', () => {
  const svdf = (biasScale: number) => () =>
    interpreterOf({
      tensors: [
        { type: 'INT8', shape: [1, 1], ...quantized(1, 0) },
        { type: 'INT8', shape: [1, 1], ...quantized(0.5, 0), data: Uint8Array.of(1) },
        { type: 'INT16', shape: [1, 1], ...quantized(0.25, 0), data: Uint8Array.of(1, 0) },
        { type: 'INT32', shape: [1], ...quantized(biasScale, 0), data: bytesOf('INT32', [0]) },
        { type: 'INT16', shape: [1, 1], ...quantized(0.5, 0), isVariable: true },
        { type: 'INT8', shape: [1, 1], ...quantized(1, 0) },
      ],
      operators: [{ code: 'SVDF', inputs: [0, 1, 2, 3, 4], outputs: [5], options: { rank: 1 } }],
      inputs: [0],
      outputs: [5],
    });
  expect(svdf(0.125)).not.toThrow();
  expect(svdf(0.25)).toThrow('the scale of the bias, 0.25');
});

test('IF wants a condition of one value', () => {
  const flags = (count: number) => () =>
    interpreterOf(
      {
        tensors: [{ type: 'BOOL', shape: [count] }, floats(1), floats(1)],
        operators: [
          { code: 'IF', inputs: [0, 1], outputs: [2], options: { thenSubgraphIndex: 1, elseSubgraphIndex: 1 } },
        ],
        inputs: [0, 1],
        outputs: [2],
      },
      {
        tensors: [floats(1), floats(1)],
        operators: [{ code: 'NEG', inputs: [0], outputs: [1] }],
        inputs: [0],
        outputs: [1],
      },
    );
  expect(flags(1)).not.toThrow();
  expect(flags(2)).toThrow('must hold one value');
});
