// What quantization did to each operator: scales, zero points, ranges and the noise it added to the weights.
import { log } from '../base/elementary.ts';
import { sizeOf } from '../base/shape.ts';
import type { ValueRange } from './calibrate.ts';
import type { FoldedWeightNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import type { QuantizedNetwork, QuantizedWeights } from './quantize.ts';
import { weightLayout } from './weights.ts';

export interface LayerQuantization {
  readonly name: string;
  readonly kind: string;
  /** As in the file: float32. */
  readonly scale: number;
  readonly zeroPoint: number;
  /** Seen in calibration. */
  readonly range: ValueRange;
  readonly weights?: {
    readonly count: number;
    readonly minScale: number;
    readonly maxScale: number;
    /** 10 log10(sum w^2 / sum (w - dequantized w)^2); infinite when nothing was lost. */
    readonly sqnrDb: number;
  };
}

/** The input first, then every operator. */
export function reportLayers(network: QuantizedNetwork): readonly LayerQuantization[] {
  const { scale, zeroPoint } = network.input;
  const input = { name: 'input', kind: 'input', scale: Math.fround(scale), zeroPoint, range: network.inputRange };
  const layers = network.nodes.map(({ node, output, range, weights }) => ({
    name: node.name,
    kind: node.kind,
    scale: Math.fround(output.scale),
    zeroPoint: output.zeroPoint,
    range,
    weights: weights && hasWeights(node) ? reportWeights(node, weights) : undefined,
  }));
  return [input, ...layers];
}

function reportWeights(node: FoldedWeightNode, { values, scales, shape, dimension }: QuantizedWeights) {
  const original = weightLayout(node).values;
  const inner = sizeOf(shape.slice(dimension + 1));
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < original.length; i++) {
    const error = original[i] - values[i] * Math.fround(scales[Math.floor(i / inner) % scales.length]);
    signal += original[i] * original[i];
    noise += error * error;
  }
  const [minScale, maxScale] = [Math.min(...scales), Math.max(...scales)].map(Math.fround);
  const sqnrDb = noise === 0 ? Number.POSITIVE_INFINITY : signal === 0 ? 0 : (10 * log(signal / noise)) / Math.LN10;
  return { count: original.length, minScale, maxScale, sqnrDb };
}
