// Zeros that "padding: same" of the convolution behind them would put there as well: the runtime needs no PAD for them.
// TensorFlow's converter takes them over too.
import { windowAlong } from '../base/shape.ts';
import type { Network, Node } from '../nn/network/network.ts';

export interface AbsorbedPads {
  readonly pads: ReadonlySet<Node>;
  /** The convolutions that take them over. */
  readonly windows: ReadonlySet<Node>;
}

export function absorbedPads({ inputShape, nodes }: Network): AbsorbedPads {
  const pads = new Set<Node>();
  const windows = new Set<Node>();
  const readersOf = (i: number) => nodes.filter(({ inputs }) => inputs.includes(i)).length;
  for (const node of nodes) {
    if (node.kind !== 'conv2d' && node.kind !== 'depthwiseConv2d') continue;
    const before = node.inputs[0];
    const pad = nodes[before];
    if (node.padding !== 'valid' || pad?.kind !== 'zeroPad' || readersOf(before) > 1) continue;
    const from = pad.inputs[0];
    const shape = from < 0 ? inputShape : nodes[from].outputShape;
    const margins = [
      [pad.top, pad.bottom],
      [pad.left, pad.right],
    ];
    const { kernel, stride, dilation } = node;
    const isSame = margins.every(([first, last], axis) => {
      const same = windowAlong(shape[axis], kernel[axis], stride[axis], dilation[axis], 'same');
      return same.before === first && same.after === last && same.output === node.outputShape[axis];
    });
    if (!isSame) continue;
    pads.add(pad);
    windows.add(node);
  }
  return { pads, windows };
}
