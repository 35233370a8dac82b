// What a model computes with: the type of the values that its operators hand on.
import type { Model } from '../tflite/model.ts';
import type { TensorType } from '../tflite/schema.ts';

export type Precision = 'int8' | 'int16' | 'uint8' | 'float32' | 'mixed';

const NAMES: Readonly<Partial<Record<TensorType, Precision>>> = {
  INT8: 'int8',
  INT16: 'int16',
  UINT8: 'uint8',
  FLOAT32: 'float32',
};

/** At the edges of an int8 model these hand on what it doesn't compute with. */
const CONVERSIONS: readonly string[] = ['QUANTIZE', 'DEQUANTIZE'];

/** Of the main subgraph; undefined where no operator hands on numbers. Indices and shapes (int32) don't count. */
export function precisionOf({ subgraphs: [graph] }: Model): Precision | undefined {
  const found = new Set<Precision>();
  for (const { code, outputs } of graph.operators) {
    if (CONVERSIONS.includes(code)) continue;
    for (const output of outputs) {
      const precision = NAMES[graph.tensors[output].type];
      if (precision) found.add(precision);
    }
  }
  const [only] = found;
  return found.size > 1 ? 'mixed' : only;
}
