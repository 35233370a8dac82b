// LOGISTIC and TANH: tensorflow/lite/micro/kernels/logistic_common.cc, tanh.cc; int8 in
// kernels/internal/reference/integer_ops/.
import { tanhf } from '../../base/elementary32.ts';
import {
  clamp,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { fixedLogistic, fixedTanh, inputRadius } from '../arithmetic/fixed-exp.ts';
import { logisticOf } from '../arithmetic/logistic.ts';
import { tabulated } from '../arithmetic/table8.ts';
import { sigmoid16, type TableScale, tableScaleOf, tanh16 } from '../arithmetic/table16.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireSameElements } from '../tensors/tensor.ts';
import { float32, int16 } from '../tensors/views.ts';

/** kInputIntegerBits of both. */
const INPUT_BITS = 4;

interface Curve {
  readonly float: (x: number) => number;
  readonly fixed: (x: number, integerBits: number) => number;
  /** Bits of the int8 result behind the point, and its zero point. */
  readonly outputBits: number;
  readonly zeroPoint: number;
  readonly fixed16: (x: number, scale: TableScale) => number;
  /** The largest power of two that int16 takes as it is. */
  readonly mostShift: number;
}

const CURVES = {
  LOGISTIC: {
    float: logisticOf,
    fixed: fixedLogistic,
    outputBits: 8,
    zeroPoint: -128,
    fixed16: sigmoid16,
    mostShift: 0,
  },
  TANH: { float: tanhf, fixed: fixedTanh, outputBits: 7, zeroPoint: 0, fixed16: tanh16, mostShift: 1 },
} as const satisfies Record<string, Curve>;

const along =
  (curve: Curve): Op =>
  (preparation) => {
    const input = inputAt(preparation, 0);
    const output = outputAt(preparation, 0);
    requireSameElements(input, output);
    if (input.type !== output.type) rejectType(output);
    if (input.type === 'FLOAT32') return floats(preparation, curve, input, output);
    if (input.type === 'INT8') return quantized(preparation, curve, input, output);
    if (input.type === 'INT16') return quantized16(preparation, curve, input, output);
    return rejectType(input);
  };

export const logistic = along(CURVES.LOGISTIC);
export const tanh = along(CURVES.TANH);

function floats({ kernels }: Preparation, { float }: Curve, input: OpTensor, output: OpTensor): OperatorRun {
  const x = float32(kernels, input);
  const y = float32(kernels, output);
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = float(x[i]);
    },
  };
}

function quantized({ kernels }: Preparation, curve: Curve, input: OpTensor, output: OpTensor): OperatorRun {
  const { outputBits, zeroPoint } = curve;
  if (zeroPointOf(output) !== zeroPoint) {
    reject('micro/quantization', `the output must have zero point ${zeroPoint}`);
  }
  const multiplier = quantizeMultiplier(scaleOf(input) * (1 << (31 - INPUT_BITS)));
  const radius = inputRadius(INPUT_BITS, multiplier.shift);
  return tabulated(kernels, [input, output], (q) => {
    const centred = q - zeroPointOf(input);
    if (centred <= -radius) return -128;
    if (centred >= radius) return 127;
    const inQ4 = multiplyByQuantizedMultiplier(centred, multiplier);
    const result = roundingDivideByPowerOfTwo(curve.fixed(inQ4, INPUT_BITS), 31 - outputBits) + zeroPoint;
    return clamp(result, -128, 127);
  });
}

function quantized16({ kernels }: Preparation, curve: Curve, input: OpTensor, output: OpTensor): OperatorRun {
  const scale = tableScaleOf(input, output, curve.mostShift);
  const { fixed16 } = curve;
  const [x, y] = [int16(kernels, input), int16(kernels, output)];
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = fixed16(x[i], scale);
    },
  };
}
