// Random weights to start from, so that signals keep their variance through the layers.
import { type Random, random } from '../../base/random.ts';
import { type LayerList, layerOf } from '../layers/layer.ts';
import type { AnyNode } from './node.ts';

/** Writes the weights of freshly made nodes: He's normal in front of a relu (He et al. 2015, equation 10), Glorot's
 * uniform elsewhere (Glorot and Bengio 2010, equation 16). A layer's weights depend on the seed, the stream and its
 * name alone. */
export function initialise(nodes: readonly AnyNode[], layers: LayerList, seed: number, stream: string): void {
  nodes.forEach((node, index) => {
    const fans = layerOf(layers, node.kind).fans?.(node);
    if (!fans) return;
    const weight = node.parameters?.weight;
    if (!weight) throw new Error(`${node.name} has fans and no weight`);
    const source = random(seed, `${stream}/${node.name}`);
    if (meetsRelu(nodes, index, layers)) heNormal(weight, fans.fanIn, source);
    else glorotUniform(weight, fans.fanIn, fans.fanOut, source);
  });
}

/** Whether a relu comes before the next weights, looking through batch norms, sums and pools. */
function meetsRelu(nodes: readonly AnyNode[], index: number, layers: LayerList): boolean {
  return nodes.some((node, i) => {
    if (!node.inputs.includes(index)) return false;
    const { activation, fans } = layerOf(layers, node.kind);
    return activation !== undefined || (!fans && meetsRelu(nodes, i, layers));
  });
}

function heNormal(weight: Float32Array, fanIn: number, source: Random): void {
  const deviation = Math.sqrt(2 / fanIn);
  for (let i = 0; i < weight.length; i++) weight[i] = source.normal() * deviation;
}

function glorotUniform(weight: Float32Array, fanIn: number, fanOut: number, source: Random): void {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  for (let i = 0; i < weight.length; i++) weight[i] = (2 * source.uniform() - 1) * limit;
}
