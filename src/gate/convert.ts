// A Keras file to a .tflite file: the gate's own way from a network to integers, with no training in front of it.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf, withoutOnes } from '../base/shape.ts';
import type { CalibrationSamples } from '../compress/calibrate.ts';
import { compress } from '../compress/compress.ts';
import { withoutFlattening } from '../compress/flat-inputs.ts';
import { fold } from '../compress/fold.ts';
import { lowerFloat } from '../compress/lower.ts';
import type { FixedParams } from '../compress/params.ts';
import type { NumberArray } from '../data/array.ts';
import { kerasNetwork } from '../keras/network.ts';
import { readKeras } from '../keras/read.ts';
import { createForward } from '../nn/forward.ts';
import { countNumbers } from '../nn/network/numbers.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import { writeModel } from '../tflite/write.ts';
import { PLAIN } from './quantize-student.ts';
import { simulationOn } from './simulation.ts';

/** As kd.yaml's defaults, which are those of TensorFlow's converter. */
export const CONVERT_PARAMS: FixedParams = { ...PLAIN, dense: 'per-channel', percentile: 99.99 };

/** Samples and how to quantize; without them the model stays in float32. */
export interface Quantizing {
  readonly calibration: CalibrationSamples;
  readonly params: FixedParams;
}

export interface Conversion {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  /** Empty where the file doesn't say. */
  readonly kerasVersion: string;
  /** Numbers of the network, moving statistics among them. */
  readonly parameters: number;
  /** Of the calibration, that were used. */
  readonly samples: number;
}

/** Problems: `keras/...`, `compress/...`. */
export function convertKeras(
  file: Uint8Array,
  quantizing: Quantizing | undefined,
  makeKernels: MakeKernels,
): Outcome<Conversion> {
  return attempt(() => {
    const model = must(readKeras(file));
    const network = must(kerasNetwork(model, quantizing?.calibration.shape));
    const told = { kerasVersion: model.kerasVersion, parameters: countNumbers(network) };
    if (!quantizing) {
      const folded = fold(network);
      if (folded.nodes.length === 0) reject('compress/no-operators', 'the network computes nothing; add a layer');
      return { ...told, bytes: writeModel(lowerFloat(withoutFlattening(folded))), samples: 0 };
    }
    const { activations } = createForward(network, makeKernels);
    const simulate = simulationOn(makeKernels);
    const { bytes } = must(
      compress({ network, ...quantizing, activations, simulate, write: writeModel, skipsFlattening: true }),
    );
    return { ...told, bytes, samples: quantizing.calibration.count };
  });
}

/** More tell no more about ranges. */
const MOST_CALIBRATION = 1024;

/** Samples of an array [count, ...shape], evenly from the first to the last, as many as are of use. `wanted`: the shape
 * of a sample that the model takes; axes of length 1 may be missing. */
export function calibrationIn({ shape, values }: NumberArray, wanted: Shape): Outcome<CalibrationSamples> {
  return attempt(() => {
    const [total = 0, ...rest] = shape;
    if (!sameShape(withoutOnes(rest), withoutOnes(wanted))) {
      const shapes = `${describeShape(rest)}, the model takes ${describeShape(wanted)}`;
      reject('compress/calibration-shape', `a calibration sample is ${shapes}; the first axis counts the samples`);
    }
    if (total === 0) reject('compress/no-calibration', 'the array has no samples; give it a hundred or more');
    const count = Math.min(total, MOST_CALIBRATION);
    const size = sizeOf(wanted);
    const x = new Float32Array(count * size);
    for (let n = 0; n < count; n++) {
      const from = Math.floor((n * total) / count) * size;
      for (let i = 0; i < size; i++) x[n * size + i] = Number(values[from + i]);
    }
    return { x, count, shape: wanted };
  });
}

/** The shape of a sample that the model in a file takes, open dimensions as the data has them. */
export function inputShapeOf(file: Uint8Array, data: Shape): Outcome<Shape> {
  return attempt(() => must(kerasNetwork(must(readKeras(file)), undefined, data)).inputShape);
}

/** Of a sample and of its answer, where the file says all dimensions. */
export function shapesOfKeras(file: Uint8Array): Outcome<{ readonly input: Shape; readonly output: Shape }> {
  return attempt(() => {
    const { inputShape, nodes } = must(kerasNetwork(must(readKeras(file))));
    return { input: inputShape, output: nodes[nodes.length - 1].outputShape };
  });
}
