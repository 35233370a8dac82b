// Calibration: the least and greatest value of the input and of every node's output over the calibration samples.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import type { Network } from '../nn/network/network.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

export interface CalibrationSamples {
  /** [count, ...shape], normalised as the network is fed. */
  readonly x: Float32Array;
  readonly count: number;
  /** Of one sample. */
  readonly shape: Shape;
}

/** A float forward pass over `count` samples that shows every node's output; `createForward` of nn/forward.ts makes
 * one. */
export type Activations = (
  x: Float32Array,
  count: number,
  observe: (nodeIndex: number, values: Float32Array) => void,
) => unknown;

export interface ValueRanges {
  readonly input: ValueRange;
  /** By node index of the network that was run. */
  readonly nodes: readonly ValueRange[];
}

/** The most samples that one call of `activations` is given. */
export const CALIBRATION_BATCH = 32;

/** Problems: no samples, or values that are not finite (a training run that diverged). */
export function calibrate(
  network: Network,
  { x, count, shape }: CalibrationSamples,
  activations: Activations,
): Outcome<ValueRanges> {
  return attempt(() => {
    if (count < 1) reject('compress/no-calibration', 'there are no calibration samples; at least one is needed');
    const size = sizeOf(shape);
    const input = extent();
    const nodes = network.nodes.map(extent);
    input.widen(x.subarray(0, count * size));
    for (let first = 0; first < count; first += CALIBRATION_BATCH) {
      const samples = Math.min(CALIBRATION_BATCH, count - first);
      activations(x.subarray(first * size, (first + samples) * size), samples, (i, values) => nodes[i].widen(values));
    }
    const rangeOf = (found: ReturnType<typeof extent>, name: string): ValueRange => {
      const { min, max } = found.range();
      if (Number.isFinite(min) && Number.isFinite(max)) return { min, max };
      const what = `the values of "${name}" on the calibration samples are not all finite`;
      return reject('compress/not-finite', `${what}; check the data's normalisation and lower the learning rate`);
    };
    return {
      input: rangeOf(input, 'input'),
      nodes: nodes.map((found, i) => rangeOf(found, network.nodes[i].name)),
    };
  });
}

function extent() {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    widen(values: Float32Array): void {
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < min) min = value;
        if (value > max) max = value;
        if (Number.isNaN(value)) max = Number.NaN;
      }
    },
    range: (): ValueRange => ({ min, max }),
  };
}
