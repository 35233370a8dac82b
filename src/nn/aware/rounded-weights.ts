// A layer that computes with its weights and biases as the quantized model holds them, and learns the exact ones.
import type { Layer } from '../layers/layer.ts';
import type { WeightedNode } from '../layers/weights.ts';
import { elements, parameterOf, read, write } from '../program/layer-steps.ts';

export type RoundedNode<N extends WeightedNode = WeightedNode> = N & {
  /** One weight scale for all channels. */
  readonly perTensor: boolean;
  /** `inputScale`: of the tensor that the layer reads; with the weights' it is the step of the biases. */
  readonly parameters: WeightedNode['parameters'] & { readonly inputScale: Float32Array };
};

/** All three layouts of weights have the output channel on their fastest axis. */
export function withRoundedWeights<S, N extends WeightedNode>(layer: Layer<S, N>): Layer<S, RoundedNode<N>> {
  return {
    ...layer,
    expand() {
      throw new Error('rounded weights are made of folded networks alone');
    },
    untrained: ['inputScale'],
    steps(site) {
      const [weight, bias] = [parameterOf(site, 'weight'), parameterOf(site, 'bias')];
      const channels = bias.value.bytes / 4;
      const rows = weight.value.bytes / bias.value.bytes;
      const rounded = new Map([
        ['weight', site.fixed(rows * channels)],
        ['bias', site.fixed(channels)],
      ]);
      const inputScale = read(parameterOf(site, 'inputScale').value);
      const exact = [read(weight.value), read(bias.value), inputScale] as const;
      const outputs = [...rounded.values()].map(write);
      const perTensor = site.node.perTensor ? 1 : 0;
      const range = elements(channels);
      site.emit('fakeQuantizeWeights', range, ...exact, outputs[0], outputs[1], rows, channels, perTensor);
      return layer.steps({
        ...site,
        parameter(name) {
          const own = site.parameter(name);
          return own && { value: rounded.get(name) ?? own.value, gradient: own.gradient };
        },
      });
    },
  };
}
