// SOFTMAX and LOG_SOFTMAX: softmax_common.cc, cmsis_nn/softmax.cc, reference/softmax.h, log_softmax.h.
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { type WorkOf, work, workOfFew } from './work.ts';

/** kScaledDiffIntegerBits of softmax_common.cc and log_softmax.cc */
const SCALED_DIFF_INTEGER_BITS = 5;

/** Other types evaluate every exponential. */
const NAMES: Readonly<Partial<Record<string, string>>> = { INT16: 'int16 ', FLOAT32: 'float ' };

/** `isLog`: LOG_SOFTMAX, which has no beta. */
export function softmaxWork(isLog: boolean): WorkOf {
  const routine = isLog ? 'log softmax' : 'softmax';
  return ({ operator, inputs: [input], outputs: [output] }) => {
    const total = elements(output);
    const depth = dimension(output, -1);
    const rows = depth === 0 ? 0 : total / depth;
    if (input?.type === 'INT8' && output?.type === 'INT8') {
      const beta = isLog ? 1 : numberOption(operator, 'beta');
      const evaluated = rows * evaluatedOf(depth, beta * (input.quantization?.scales[0] ?? 1));
      return work(routine, { evaluated, elements: total, rows });
    }
    const name = input?.type === output?.type && NAMES[input?.type ?? ''];
    if (!name) return { reason: `instruction counts are not known for ${input?.type} to ${output?.type}` };
    return workOfFew(`${name}${routine}`, { elements: total, rows });
  };
}

/** Steps over which inputs are counted as if they were spread evenly: more than the 255 of int8, since the logits of
 * trained networks crowd far below the largest. */
const SPREAD = 300;

/** Exponentials are taken of inputs within a radius of the largest one (PreprocessSoftmaxScaling and
 * CalculateInputRadius, quantization_util.cc), and of that one; how many lie there depends on the data. */
function evaluatedOf(depth: number, scale: number): number {
  const multiplier = Math.min(scale * 2 ** (31 - SCALED_DIFF_INTEGER_BITS), 2 ** 31 - 1);
  let power = 1;
  while (power <= multiplier && power < 2 ** 31) power *= 2;
  const radius = Math.floor(((2 ** SCALED_DIFF_INTEGER_BITS - 1) * 2 ** (31 - SCALED_DIFF_INTEGER_BITS)) / power);
  return 1 + Math.max(0, depth - 1) * Math.min(1, radius / SPREAD);
}
