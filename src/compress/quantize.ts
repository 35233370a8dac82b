// Quantizes a folded network: int8 or int16 activations with one scale each, int8 weights with one a channel, biases in
// units of their product.
import { clamp, roundAway } from '../base/fixed-point.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import { ACTIVATION_NUMBERS, type Affine, symmetricScale, weightScaleFor } from './affine.ts';
import type { ValueRange, ValueRanges } from './calibrate.ts';
import type { FoldedInput, FoldedKind, FoldedNetwork, FoldedNode, FoldedWeightNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import type { NumberMode, NumberParams } from './params.ts';
import { sharedRanges } from './same-scale.ts';
import { weightLayout } from './weights.ts';

export interface QuantizedWeights {
  readonly values: Int8Array;
  readonly shape: Shape;
  readonly scales: readonly number[];
  readonly dimension: number;
  /** Scale = input scale * weight scale; within int32, also where the file has int64. */
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
  readonly mode: NumberMode;
  readonly folded: FoldedNetwork;
  readonly input: Affine;
  readonly inputRange: ValueRange;
  readonly nodes: readonly QuantizedNode[];
}

const INT32_MAX = 2 ** 31 - 1;

export type OutputRule = 'calibrated' | 'as-input' | 'probability';

/** TFLite's quantization specification: pools, PAD, CONCATENATION and RESHAPE move values without rescaling, the
 * outputs of SOFTMAX and LOGISTIC are fixed. TFLM's RELU6 by itself doesn't rescale either, whatever the scale of its
 * output says (micro/ops/relu.ts). */
export const OUTPUT_RULES = {
  dense: 'calibrated',
  conv2d: 'calibrated',
  depthwiseConv2d: 'calibrated',
  add: 'calibrated',
  relu: 'calibrated',
  relu6: 'as-input',
  concat: 'as-input',
  pad: 'as-input',
  maxPool: 'as-input',
  averagePool: 'as-input',
  reshape: 'as-input',
  softmax: 'probability',
  sigmoid: 'probability',
} satisfies Record<FoldedKind, OutputRule>;

const ruleOf = (kind: FoldedKind): OutputRule => OUTPUT_RULES[kind];

export function quantize(folded: FoldedNetwork, ranges: ValueRanges, params: NumberParams): QuantizedNetwork {
  const rangeOf = sharedRanges(folded, ranges, ({ kind }) => ruleOf(kind) === 'as-input');
  const { affine, probability } = ACTIVATION_NUMBERS[params.mode];
  const input = affine(rangeOf(-1));
  const nodes: QuantizedNode[] = [];
  const paramsOf = (i: FoldedInput) => (i < 0 ? input : nodes[i].output);
  for (const [index, node] of folded.nodes.entries()) {
    const range = node.origin < 0 ? ranges.input : ranges.nodes[node.origin];
    const from = paramsOf(node.inputs[0]);
    const rule = ruleOf(node.kind);
    const output = rule === 'probability' ? probability : rule === 'as-input' ? from : affine(rangeOf(index));
    nodes.push({
      node,
      output,
      range,
      weights: hasWeights(node) ? quantizeWeights(node, from.scale, params) : undefined,
    });
  }
  return { mode: params.mode, folded, input, inputRange: ranges.input, nodes };
}

function quantizeWeights(node: FoldedWeightNode, inputScale: number, params: NumberParams): QuantizedWeights {
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
