// Random weights to start from: those of Keras, since users bring its learning rates.
import { type Random, random } from '../../base/random.ts';
import { type LayerList, layerOf } from '../layers/layer.ts';
import type { AnyNode } from './node.ts';

/** Writes the weights of freshly made nodes: Glorot's uniform (Glorot and Bengio 2010, equation 16), Keras' default for
 * every layer. A layer's weights depend on the seed, the stream and its name alone. He's normal in front of a batch
 * norm was several times slower to train at Keras' rates. */
export function initialise(nodes: readonly AnyNode[], layers: LayerList, seed: number, stream: string): void {
  for (const node of nodes) {
    const fans = layerOf(layers, node.kind).fans?.(node);
    if (!fans) continue;
    const weight = node.parameters?.weight;
    if (!weight) throw new Error(`${node.name} has fans and no weight`);
    glorotUniform(weight, fans.fanIn, fans.fanOut, random(seed, `${stream}/${node.name}`));
  }
}

function glorotUniform(weight: Float32Array, fanIn: number, fanOut: number, source: Random): void {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  for (let i = 0; i < weight.length; i++) weight[i] = (2 * source.uniform() - 1) * limit;
}
