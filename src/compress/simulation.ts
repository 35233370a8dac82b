// Running the integer model while it is made: what bias correction, noise figures and `auto` look at.
import type { Outcome } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import type { Model } from '../tflite/model.ts';
import type { Activations, CalibrationSamples } from './calibrate.ts';
import type { FoldedInput, FoldedNetwork } from './folded.ts';
import { lower } from './lower.ts';
import type { QuantizedNetwork } from './quantize.ts';

/** The values of a tensor in real numbers; valid until `observe` returns. */
export type ObserveNode = (node: FoldedInput, values: Float64Array) => void;

export interface Simulation {
  /** One sample, as the float network is fed it: shows the input as -1, then each operator's output by its index. */
  run(x: Float32Array, observe: ObserveNode): Outcome<void>;
}

/** Of a model that `lower` made. Problems: `micro/...`. */
export type MakeSimulation = (model: Model) => Outcome<Simulation>;

/** So many of the calibration samples are run on the integer model. */
export const MOST_SIMULATED = 256;

/** What is simulated and with what; the float network runs beside it. */
export interface Laboratory {
  readonly calibration: CalibrationSamples;
  readonly activations: Activations;
  readonly simulate: MakeSimulation;
}

/** The samples that are simulated, evenly from the first to the last. */
export function simulatedSamples({ calibration: { x, count, shape } }: Laboratory): readonly Float32Array[] {
  const size = sizeOf(shape);
  const wanted = Math.min(count, MOST_SIMULATED);
  return Array.from({ length: wanted }, (_, i) => {
    const sample = Math.floor((i * count) / wanted);
    return x.subarray(sample * size, (sample + 1) * size);
  });
}

/** One sample's float values: of the input (-1) and of every folded node. */
export function floatValues(
  { activations }: Laboratory,
  { nodes }: FoldedNetwork,
  x: Float32Array,
): (node: FoldedInput) => Float32Array {
  const wanted = new Set(nodes.map(({ origin }) => origin));
  const byOrigin = new Map<number, Float32Array>([[-1, x]]);
  activations(x, 1, (origin, values) => {
    if (wanted.has(origin)) byOrigin.set(origin, values.slice());
  });
  return (node) => byOrigin.get(node < 0 ? -1 : nodes[node].origin) ?? x;
}

/** The model up to a node, which is its output then. */
export function lowerUntil(network: QuantizedNetwork, node: FoldedInput): Model {
  const folded: FoldedNetwork = { ...network.folded, nodes: network.folded.nodes.slice(0, node + 1), output: node };
  return lower({ ...network, folded, nodes: network.nodes.slice(0, node + 1) });
}
