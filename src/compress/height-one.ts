// Steps x channels as images of height 1: what 1-D layers become in the runtime, whose convolutions take images alone.
// Keras' converter puts EXPAND_DIMS and RESHAPE around each of them; here the model's input already has the height, so
// that neither an operator nor a byte of arena is spent on it.
import type { Shape } from '../base/shape.ts';
import { mapOf } from '../nn/layers/sliding-window.ts';
import type { Network, Node } from '../nn/network/network.ts';

/** The same network where no layer slides along steps. */
export function asMaps(network: Network): Network {
  const { inputShape, nodes } = network;
  const shapeOf = (i: number): Shape => (i < 0 ? inputShape : nodes[i].outputShape);
  const slides = (node: Node) => 'kernel' in node || node.kind === 'globalAveragePool' || node.kind === 'zeroPad';
  if (!nodes.some((node) => slides(node) && shapeOf(node.inputs[0]).length === 2)) return network;
  return {
    inputShape: mapOf(inputShape),
    nodes: nodes.map((node) => ({ ...node, outputShape: mapOf(node.outputShape) })),
  };
}
