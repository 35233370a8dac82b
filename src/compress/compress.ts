// A trained float network to an int8 .tflite file: fold, calibrate, quantize, lower, write.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { describeShape, sameShape } from '../base/shape.ts';
import type { Network } from '../nn/network/network.ts';
import type { Model } from '../tflite/model.ts';
import { type Activations, type CalibrationSamples, calibrate } from './calibrate.ts';
import { fold } from './fold.ts';
import { lower } from './lower.ts';
import type { QuantizeParams } from './params.ts';
import { type LayerQuantization, reportLayers } from './quantization-report.ts';
import { quantize } from './quantize.ts';

export interface CompressInput {
  readonly network: Network;
  readonly calibration: CalibrationSamples;
  /** Runs `network`, not the folded one. */
  readonly activations: Activations;
  readonly params: QuantizeParams;
  /** The model's bytes: `writeModel` of tflite/write.ts. */
  readonly write: (model: Model) => Uint8Array;
}

export interface CompressionResult {
  readonly model: Model;
  readonly bytes: Uint8Array;
  readonly layers: readonly LayerQuantization[];
}

/** Problems: `compress/...` with `calibration-shape`, `no-calibration`, `not-finite` and `no-operators`. */
export function compress({
  network,
  calibration,
  activations,
  params,
  write,
}: CompressInput): Outcome<CompressionResult> {
  return attempt(() => {
    if (!sameShape(calibration.shape, network.inputShape)) {
      const shapes = `${describeShape(calibration.shape)}, the network takes ${describeShape(network.inputShape)}`;
      reject('compress/calibration-shape', `a calibration sample is ${shapes}`);
    }
    checkParameters(network);
    const folded = fold(network);
    if (folded.nodes.length === 0) reject('compress/no-operators', 'the network computes nothing; add a layer');
    const quantized = quantize(folded, must(calibrate(network, calibration, activations)), params);
    const model = lower(quantized);
    return { model, bytes: write(model), layers: reportLayers(quantized) };
  });
}

function checkParameters(network: Network): void {
  for (const node of network.nodes) {
    if (!('parameters' in node)) continue;
    for (const [role, values] of Object.entries(node.parameters as Record<string, Float32Array>)) {
      if (values.every(Number.isFinite)) continue;
      reject(
        'compress/not-finite',
        `the ${role} of "${node.name}" is not finite: training diverged; lower the learning rate`,
      );
    }
  }
}
