// A trained float network to an integer .tflite file: fold, equalize, calibrate, correct, quantize, lower, write.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { describeShape, sameShape } from '../base/shape.ts';
import type { Network } from '../nn/network/network.ts';
import { macsOf } from '../nn/network/work.ts';
import type { Model } from '../tflite/model.ts';
import { correctBiases } from './bias-correction.ts';
import { type Activations, type CalibrationSamples, calibrate, channelMagnitudes } from './calibrate.ts';
import { calibrationOf } from './calibration/index.ts';
import { clippingOf } from './clipping.ts';
import { dividedActivations, type EqualizedNetwork, equalize } from './equalize.ts';
import { withoutFlattening } from './flat-inputs.ts';
import { fold } from './fold.ts';
import type { FoldedNetwork } from './folded.ts';
import { lower } from './lower.ts';
import { type NetworkNoise, noiseOf } from './noise.ts';
import type { FixedParams } from './params.ts';
import { type LayerQuantization, reportLayers } from './quantization-report.ts';
import { type QuantizedNetwork, quantize } from './quantize.ts';
import { type Laboratory, type MakeSimulation, MOST_SIMULATED } from './simulation.ts';

export interface CompressInput {
  readonly network: Network;
  readonly calibration: CalibrationSamples;
  /** Runs `network`, not the folded one. */
  readonly activations: Activations;
  readonly params: FixedParams;
  /** Runs the model that is made, for bias correction and figures of noise. */
  readonly simulate: MakeSimulation;
  /** The model's bytes: `writeModel` of tflite/write.ts. */
  readonly write: (model: Model) => Uint8Array;
  /** Leaves out the RESHAPE in front of dense layers, which TensorFlow's converter writes. */
  readonly skipsFlattening?: boolean;
}

export interface CompressionResult {
  readonly model: Model;
  readonly bytes: Uint8Array;
  readonly layers: readonly LayerQuantization[];
  readonly noise: NetworkNoise;
}

/** Problems: `compress/...` with `calibration-shape`, `no-calibration`, `not-finite` and `no-operators`. */
export function compress(input: CompressInput): Outcome<CompressionResult> {
  const { network, calibration, params, write, skipsFlattening = false } = input;
  return attempt(() => {
    const checked = must(foldChecked(network, calibration));
    const folded = skipsFlattening ? withoutFlattening(checked) : checked;
    const { folded: equalized, activations } = params.equalize
      ? equalizedNetwork(folded, input)
      : { folded, activations: input.activations };
    const laboratory: Laboratory = { calibration, activations, simulate: input.simulate };
    const ranges = must(calibrate(network, calibration, activations, clippingOf(params)));
    const corrected = params.biasCorrection ? must(correctBiases(equalized, ranges, params, laboratory)) : equalized;
    return must(complete(quantize(corrected, ranges, params), laboratory, write));
  });
}

/** What is told of an integer network, however its weights and ranges were found; `laboratory` has its float twin. */
export function complete(
  quantized: QuantizedNetwork,
  laboratory: Laboratory,
  write: CompressInput['write'],
): Outcome<CompressionResult> {
  return attempt(() => {
    const model = lower(quantized);
    const noise = must(noiseOf(quantized, laboratory));
    return { model, bytes: write(model), layers: reportLayers(quantized), noise };
  });
}

/** Multiply-accumulates of `compress`, about: passes of the float network and of the integer one. */
export function compressionMacs(network: Network, samples: number, params: FixedParams): number {
  const layers = network.nodes.filter((node) => 'parameters' in node).length;
  const clips = calibrationOf(params.calibration).clip !== undefined;
  const whole = 1 + Number(clips) + Number(params.equalize);
  const simulated = 2 + (params.biasCorrection ? 1 + layers : 0);
  return macsOf(network) * (samples * whole + Math.min(samples, MOST_SIMULATED) * simulated);
}

function foldChecked(network: Network, calibration: CalibrationSamples): Outcome<FoldedNetwork> {
  return attempt(() => {
    if (!sameShape(calibration.shape, network.inputShape)) {
      const shapes = `${describeShape(calibration.shape)}, the network takes ${describeShape(network.inputShape)}`;
      reject('compress/calibration-shape', `a calibration sample is ${shapes}`);
    }
    checkParameters(network);
    const folded = fold(network);
    if (folded.nodes.length === 0) reject('compress/no-operators', 'the network computes nothing; add a layer');
    return folded;
  });
}

/** With the activations that it would show. */
function equalizedNetwork(folded: FoldedNetwork, { network, calibration, activations, params }: CompressInput) {
  const { folded: equalized, divisors }: EqualizedNetwork = equalize(
    folded,
    channelMagnitudes(network, calibration, activations),
    params,
  );
  return { folded: equalized, activations: dividedActivations(activations, divisors) };
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
