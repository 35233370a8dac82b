// Quantizes a folded network: int8 activations with one scale each, int8 weights with one a channel, int32 biases.
import { clamp, roundAway } from '../base/fixed-point.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import { type Affine, asymmetric, PROBABILITY, symmetricScale, weightScaleFor } from './affine.ts';
import type { ValueRange, ValueRanges } from './calibrate.ts';
import type { FoldedInput, FoldedKind, FoldedNetwork, FoldedNode, FoldedWeightNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import type { QuantizeParams } from './params.ts';
import { weightLayout } from './weights.ts';

export interface QuantizedWeights {
  readonly values: Int8Array;
  readonly shape: Shape;
  readonly scales: readonly number[];
  readonly dimension: number;
  /** int32, scale = input scale * weight scale. */
  readonly bias: Int32Array;
  readonly biasScales: readonly number[];
}

export interface QuantizedNode {
  readonly node: FoldedNode;
  readonly output: Affine;
  readonly range: ValueRange;
  readonly weights?: QuantizedWeights;
}

export interface QuantizedNetwork {
  readonly folded: FoldedNetwork;
  readonly input: Affine;
  readonly inputRange: ValueRange;
  readonly nodes: readonly QuantizedNode[];
}

const INT32_MAX = 2 ** 31 - 1;

type OutputRule = 'calibrated' | 'as-input' | 'probability';

/** TFLite's quantization specification: pools and RESHAPE move values without rescaling, the outputs of SOFTMAX and
 * LOGISTIC are fixed. */
const OUTPUT_RULES = {
  dense: 'calibrated',
  conv2d: 'calibrated',
  depthwiseConv2d: 'calibrated',
  add: 'calibrated',
  relu: 'calibrated',
  relu6: 'calibrated',
  maxPool: 'as-input',
  averagePool: 'as-input',
  reshape: 'as-input',
  softmax: 'probability',
  sigmoid: 'probability',
} satisfies Record<FoldedKind, OutputRule>;

export function quantize(folded: FoldedNetwork, ranges: ValueRanges, params: QuantizeParams): QuantizedNetwork {
  const input = asymmetric(ranges.input);
  const nodes: QuantizedNode[] = [];
  const paramsOf = (i: FoldedInput) => (i < 0 ? input : nodes[i].output);
  for (const node of folded.nodes) {
    const range = node.origin < 0 ? ranges.input : ranges.nodes[node.origin];
    const from = paramsOf(node.inputs[0]);
    const rule: OutputRule = OUTPUT_RULES[node.kind];
    const output = rule === 'probability' ? PROBABILITY : rule === 'as-input' ? from : asymmetric(range);
    nodes.push({
      node,
      output,
      range,
      weights: hasWeights(node) ? quantizeWeights(node, from.scale, params) : undefined,
    });
  }
  return { folded, input, inputRange: ranges.input, nodes };
}

function quantizeWeights(node: FoldedWeightNode, inputScale: number, params: QuantizeParams): QuantizedWeights {
  const { values: weight, shape, dimension } = weightLayout(node);
  const { bias } = node.parameters;
  const channels = bias.length;
  const inner = sizeOf(shape.slice(dimension + 1));
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const magnitudes = new Float64Array(channels);
  weight.forEach((w, i) => {
    magnitudes[channelOf(i)] = Math.max(magnitudes[channelOf(i)], Math.abs(w));
  });
  const perTensor = node.kind === 'dense' && params.dense === 'per-tensor';
  const raised = Array.from(magnitudes, (m, c) => weightScaleFor(symmetricScale(m), inputScale, bias[c]));
  const scales = perTensor ? [raised.reduce((a, b) => Math.max(a, b), 0)] : raised;
  const scaleOf = (c: number) => scales[perTensor ? 0 : c];
  return {
    values: Int8Array.from(weight, (w, i) => clamp(roundAway(w / scaleOf(channelOf(i))), -127, 127)),
    shape,
    scales,
    dimension,
    bias: Int32Array.from(bias, (b, c) => clamp(roundAway(b / (inputScale * scaleOf(c))), -INT32_MAX, INT32_MAX)),
    biasScales: scales.map((s) => inputScale * s),
  };
}
