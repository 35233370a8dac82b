// The ranges of fake quantization: first those of calibration, then moving averages of each batch's least and greatest
// values, frozen for the last epochs (Jacob et al. 2018, section 3.1).
import { clamp } from '../../base/fixed-point.ts';
import type { Network } from '../../nn/network/network.ts';
import { parametersOf } from '../../nn/network/parameters.ts';
import type { ParameterAt, TakenStep } from '../../nn/trainer.ts';
import { levelsBlock } from '../../simd/levels.ts';
import type { ValueRange, ValueRanges } from '../calibrate.ts';
import type { Activation } from '../folded.ts';
import type { AwareNetwork, Quantizer } from './aware-network.ts';
import { type ActivationType, levelsOf, meanLevelsOf } from './levels.ts';

/** Share of the range that one step keeps. */
const MOMENTUM = 0.99;

/** Sets a quantizer's range and everything that follows from it. */
function setRange(quantizer: Quantizer, { min, max }: ValueRange, type: ActivationType, parameter: ParameterAt): void {
  const range = parameter(quantizer.node, 'range');
  range.set([min, max]);
  const affine = type.affineOf({ min: range[0], max: range[1] });
  parameter(quantizer.node, 'levels').set(levelsBlock(levelsOf(affine, type, quantizer.activation)));
  for (const { node, activation, count } of quantizer.followers) {
    parameter(node, 'levels').set(levelsBlock(meanLevelsOf(affine, type, activation, count)));
  }
  for (const reader of quantizer.readers) parameter(reader, 'inputScale')[0] = affine.scale;
}

/** Ranges to start from, into the parameters of a network. */
export function startRanges({ network, quantizers }: AwareNetwork, ranges: ValueRanges, type: ActivationType): void {
  const parameter = parametersOf(network);
  for (const quantizer of quantizers) setRange(quantizer, rangeAt(ranges, quantizer.origin), type, parameter);
}

function rangeAt({ input, nodes }: ValueRanges, origin: number): ValueRange {
  return origin < 0 ? input : nodes[origin];
}

/** Follows the values of each batch for `steps` steps and leaves the ranges as they are then. That of the input stays:
 * it is the data's. */
export function rangeLearner({ quantizers }: AwareNetwork, type: ActivationType, steps: number) {
  const learned = quantizers.filter(({ origin }) => origin >= 0);
  return ({ number, count }: TakenStep, parameter: ParameterAt): void => {
    if (number > steps) return;
    for (const quantizer of learned) {
      const extremes = parameter(quantizer.node, 'extremes');
      const range = parameter(quantizer.node, 'range');
      const batch = extent(extremes, count, quantizer.activation);
      const follow = (before: number, now: number) => MOMENTUM * before + (1 - MOMENTUM) * now;
      setRange(quantizer, { min: follow(range[0], batch.min), max: follow(range[1], batch.max) }, type, parameter);
    }
  };
}

/** Of what the activation lets through; the extremes are those in front of it. */
function extent(extremes: Float32Array, count: number, activation: Activation): ValueRange {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < count; n++) {
    min = Math.min(min, extremes[2 * n]);
    max = Math.max(max, extremes[2 * n + 1]);
  }
  const least = activation === 'none' ? Number.NEGATIVE_INFINITY : 0;
  const greatest = activation === 'relu6' ? 6 : Number.POSITIVE_INFINITY;
  return { min: clamp(min, least, greatest), max: clamp(max, least, greatest) };
}

/** The ranges of a network that has learned, where calibration would have them; the others as they were. */
export function learnedRanges({ quantizers }: AwareNetwork, trained: Network, before: ValueRanges): ValueRanges {
  const parameter = parametersOf(trained);
  const nodes = [...before.nodes];
  for (const { node, origin } of quantizers) {
    const [min, max] = parameter(node, 'range');
    if (origin >= 0) nodes[origin] = { min, max };
  }
  return { input: before.input, nodes };
}
