// Which parameters of a network training adjusts.
import { LAYERS } from '../layers/index.ts';
import { type LayerList, layerOf } from '../layers/layer.ts';
import type { Network } from './network.ts';
import type { AnyNode } from './node.ts';

export function valuesOf({ parameters = {} }: AnyNode): Readonly<Record<string, Float32Array>> {
  return parameters;
}

/** Neither what the layer says is untrained, as moving statistics, nor biases that stay zero. */
export function isTrained(node: AnyNode, name: string, layers: LayerList): boolean {
  return !isZeroBias(node, name) && !layerOf(layers, node.kind).untrained?.includes(name);
}

export function isZeroBias(node: AnyNode, name: string): boolean {
  return name === 'bias' && node.trainBias === false;
}

/** How many numbers training adjusts. */
export function countTrainable({ nodes }: Network, layers: LayerList = LAYERS): number {
  const counts = nodes.flatMap((node) =>
    Object.entries(valuesOf(node)).map(([name, values]) => (isTrained(node, name, layers) ? values.length : 0)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
