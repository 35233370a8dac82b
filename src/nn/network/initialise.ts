// Random weights to start from, so that signals keep their variance through the layers.
import { type Random, random } from '../../base/random.ts';
import type { Node } from './network.ts';

type Weighted = Extract<Node, { readonly parameters: { readonly weight: Float32Array } }>;

/** Writes the weights of freshly made nodes: He's normal in front of a relu (He et al. 2015, equation 10), Glorot's uniform elsewhere
 * (Glorot and Bengio 2010, equation 16). A layer's weights depend on the seed, the stream and its name alone. */
export function initialise(nodes: readonly Node[], seed: number, stream: string): void {
  nodes.forEach((node, index) => {
    if (!isWeighted(node)) return;
    const { weight, bias } = node.parameters;
    const source = random(seed, `${stream}/${node.name}`);
    const { fanIn, fanOut } = fansOf(node, weight.length, bias.length);
    if (meetsRelu(nodes, index)) heNormal(weight, fanIn, source);
    else glorotUniform(weight, fanIn, fanOut, source);
  });
}

function isWeighted(node: Node): node is Weighted {
  return 'parameters' in node && 'weight' in node.parameters;
}

/** How many values one output is a sum of, and how many outputs one value goes to. */
function fansOf(node: Weighted, weights: number, channels: number) {
  const fanIn = node.kind === 'depthwiseConv2d' ? node.kernel[0] * node.kernel[1] : weights / channels;
  const copies = node.kind === 'dense' ? 1 : node.kernel[0] * node.kernel[1];
  const outputs = node.kind === 'depthwiseConv2d' ? node.multiplier : channels;
  return { fanIn, fanOut: copies * outputs };
}

/** Whether a relu comes before the next weights, looking through batch norms, sums and pools. */
function meetsRelu(nodes: readonly Node[], index: number): boolean {
  return nodes.some((node, i) => {
    if (!node.inputs.includes(index)) return false;
    return node.kind === 'relu' || node.kind === 'relu6' || (!isWeighted(node) && meetsRelu(nodes, i));
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
