// Bias correction: the mean error that quantization adds to each channel, taken out of its bias.
// Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, 2019, section 4.2; measured on
// samples, layer after layer, as its appendix D does.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import type { ValueRanges } from './calibrate.ts';
import type { FoldedNetwork, FoldedWeightNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import { addPatches, patchSize } from './mean-input.ts';
import type { NumberParams } from './params.ts';
import { type QuantizedWeights, quantize } from './quantize.ts';
import { floatValues, type Laboratory, lowerUntil, simulatedSamples } from './simulation.ts';
import { weightLayout } from './weights.ts';

/** The same network with other biases. A layer's inputs are those of the layers before it, corrected already. */
export function correctBiases(
  folded: FoldedNetwork,
  ranges: ValueRanges,
  params: NumberParams,
  laboratory: Laboratory,
): Outcome<FoldedNetwork> {
  return attempt(() => {
    const expected = floatOutputs(folded, laboratory);
    let corrected = folded;
    for (const [index, node] of folded.nodes.entries()) {
      const float = expected.get(index);
      if (!hasWeights(node) || !float) continue;
      const quantized = quantize(corrected, ranges, params);
      const { weights } = quantized.nodes[index];
      if (!weights) throw new Error(`"${node.name}" has no integer weights`);
      const simulation = must(laboratory.simulate(lowerUntil(quantized, index)));
      const sums = new Float64Array(patchSize(node, inputShape(folded, node)));
      for (const sample of simulatedSamples(laboratory)) {
        must(
          simulation.run(sample, (at, values) => {
            if (at === node.inputs[0]) addPatches(node, inputShape(folded, node), values, sums);
          }),
        );
      }
      const integer = integerOutputs(node, weights, sums, simulatedSamples(laboratory).length);
      const bias = node.parameters.bias.map((b, c) => b - (integer[c] - float[c]));
      const nodes = corrected.nodes.map((other, i) =>
        i === index ? { ...node, parameters: { ...node.parameters, bias } } : other,
      );
      corrected = { ...corrected, nodes };
    }
    return corrected;
  });
}

function inputShape({ inputShape: ofNetwork, nodes }: FoldedNetwork, { inputs: [from] }: FoldedWeightNode): Shape {
  return from < 0 ? ofNetwork : nodes[from].outputShape;
}

/** The mean of each channel in front of the activation, of the layers with weights by their index. */
function floatOutputs(folded: FoldedNetwork, laboratory: Laboratory): ReadonlyMap<number, Float64Array> {
  const layers = [...folded.nodes.entries()].flatMap(([index, node]) => (hasWeights(node) ? [{ index, node }] : []));
  const sums = layers.map(({ node }) => new Float64Array(patchSize(node, inputShape(folded, node))));
  const samples = simulatedSamples(laboratory);
  for (const sample of samples) {
    const valuesOf = floatValues(laboratory, folded, sample);
    for (const [i, { node }] of layers.entries()) {
      addPatches(node, inputShape(folded, node), valuesOf(node.inputs[0]), sums[i]);
    }
  }
  return new Map(
    layers.map(({ index, node }, i) => {
      const { bias } = node.parameters;
      return [index, meanOutputs(node, weightLayout(node).values, bias, sums[i], samples.length)];
    }),
  );
}

/** As `floatOutputs`, with the weights and biases that the integers stand for. */
function integerOutputs(
  node: FoldedWeightNode,
  { values, scales, shape, dimension, bias, biasScales }: QuantizedWeights,
  sums: Float64Array,
  samples: number,
): Float64Array {
  const inner = sizeOf(shape.slice(dimension + 1));
  const scaleOf = (list: readonly number[], c: number) => Math.fround(list[list.length > 1 ? c : 0]);
  const weight = Float64Array.from(values, (w, i) => w * scaleOf(scales, Math.floor(i / inner) % bias.length));
  const real = Float64Array.from(bias, (b, c) => b * scaleOf(biasScales, c));
  return meanOutputs(node, weight, real, sums, samples);
}

/** A layer's mean output is its output for its mean input. `weight` in the layout of TFLite's kernels. */
function meanOutputs(
  node: FoldedWeightNode,
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
  sums: Float64Array,
  samples: number,
): Float64Array {
  const positions = samples * sizeOf(node.outputShape.slice(0, -1));
  const channels = bias.length;
  const isDepthwise = node.kind === 'depthwiseConv2d';
  const taps = isDepthwise ? weight.length / channels : sums.length;
  const inputs = sums.length / taps;
  return Float64Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      sum += isDepthwise
        ? weight[k * channels + c] * sums[k * inputs + Math.floor((c * inputs) / channels)]
        : weight[c * taps + k] * sums[k];
    }
    return sum / positions + bias[c];
  });
}
