// The window of a convolution or pool along one axis, as the file has it.
import { windowAlong } from '../../base/shape.ts';
import type { OperatorNode } from '../op.ts';
import { dimension } from './extents.ts';
import { numberOption } from './options.ts';

export interface AxisWindow {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first element. */
  readonly before: number;
}

/** Of a convolution, along the height or the width. */
export function convolutionWindow(node: OperatorNode, side: 'H' | 'W'): AxisWindow {
  const kernel = dimension(node.inputs[1], AXES[side]);
  return axisWindow(node, side, kernel, numberOption(node.operator, `dilation${side}Factor`));
}

/** Of a pool, along the height or the width. */
export function poolWindow(node: OperatorNode, side: 'H' | 'W'): AxisWindow {
  const kernel = numberOption(node.operator, side === 'H' ? 'filterHeight' : 'filterWidth');
  return axisWindow(node, side, kernel, 1);
}

const AXES = { H: 1, W: 2 } as const;

function axisWindow(
  { operator, inputs, outputs }: OperatorNode,
  side: 'H' | 'W',
  kernel: number,
  dilation: number,
): AxisWindow {
  const [input, output] = [inputs[0], outputs[0]].map((tensor) => dimension(tensor, AXES[side]));
  const stride = numberOption(operator, `stride${side}`);
  const same = numberOption(operator, 'padding') === 0;
  const { before } = windowAlong(input, kernel, stride, dilation, same ? 'same' : 'valid');
  return { input, output, kernel, stride, dilation, before };
}
