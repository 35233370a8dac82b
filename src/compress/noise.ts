// Where integers hurt: the noise that they add to each operator's output, against the float network's own values.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { lower } from './lower.ts';
import type { QuantizedNetwork } from './quantize.ts';
import { floatValues, type Laboratory, simulatedSamples } from './simulation.ts';

export interface LayerNoise {
  readonly name: string;
  readonly kind: string;
  /** sum (integer - float)^2 / sum float^2 over the samples, with what the operators before it added; 0 where both are
   * zero. */
  readonly noiseToSignal: number;
}

/** Where there is noise and no signal: no number is great enough. */
const ALL_NOISE = 1e15;

export interface NetworkNoise {
  /** Of every operator but those that only move values, worst first; among equals in the order of the model. */
  readonly layers: readonly LayerNoise[];
  /** Of the model's output. */
  readonly output: number;
}

export function noiseOf(network: QuantizedNetwork, laboratory: Laboratory): Outcome<NetworkNoise> {
  return attempt(() => {
    const { nodes } = network.folded;
    const signal = new Float64Array(nodes.length);
    const noise = new Float64Array(nodes.length);
    const simulation = must(laboratory.simulate(lower(network)));
    for (const sample of simulatedSamples(laboratory)) {
      const valuesOf = floatValues(laboratory, network.folded, sample);
      must(
        simulation.run(sample, (node, values) => {
          if (node < 0) return;
          const float = valuesOf(node);
          for (let i = 0; i < values.length; i++) {
            const error = values[i] - float[i];
            signal[node] += float[i] * float[i];
            noise[node] += error * error;
          }
        }),
      );
    }
    const ratioOf = (i: number) =>
      noise[i] === 0 ? 0 : signal[i] === 0 ? ALL_NOISE : Math.min(noise[i] / signal[i], ALL_NOISE);
    const all = nodes.map(({ name, kind }, i) => ({ name, kind, noiseToSignal: ratioOf(i) }));
    return {
      layers: all.filter(({ kind }) => kind !== 'reshape').sort((a, b) => b.noiseToSignal - a.noiseToSignal),
      output: all[network.folded.output].noiseToSignal,
    };
  });
}
