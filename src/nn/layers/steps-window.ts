// A window that slides along steps: its keys in kd.yaml, and the layers of images that it becomes.
import { reject } from '../../base/problem.ts';
import { describeShape, type Padding, type Shape } from '../../base/shape.ts';
import type { LayerPart } from './layer.ts';
import { ACTIVATION, BATCH_NORM, BIAS } from './shared-settings.ts';
import { zeroPad } from './zero-pad.ts';

const LENGTH = { type: 'integer', minimum: 1, maximum: 1024 } as const;

/** In two parts: other keys stand between them. */
export const STEPS_WINDOW = {
  kernel: { ...LENGTH, description: 'Length of the window in steps.' },
  stride: { ...LENGTH, default: 1, description: 'Steps from one window to the next.' },
  padding: {
    enum: ['same', 'valid', 'causal'],
    default: 'same',
    description:
      '"same" surrounds the steps with zeros so that stride 1 keeps their number; "valid" adds nothing; ' +
      '"causal" puts all zeros in front, so that no output sees a later step.',
  },
} as const;
export const STEPS_REST = {
  dilation: { ...LENGTH, default: 1, description: 'Distance between the taps of the window in steps.' },
  batchNorm: BATCH_NORM,
  activation: ACTIVATION,
  bias: BIAS,
} as const;

interface StepsSettings {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding | 'causal';
  readonly dilation: number;
}

/** The window over an image, and the zeros in front of a causal one. */
export interface StepsWindow {
  readonly kernel: [h: number, w: number];
  readonly stride: [h: number, w: number];
  readonly dilation: [h: number, w: number];
  readonly padding: Padding;
  readonly before: readonly LayerPart[];
}

/** `reject`s what is neither steps x channels nor an image of height or width 1. */
export function alongSteps(kind: string, settings: StepsSettings, shape: Shape): StepsWindow {
  const isColumn = shape.length === 3 && shape[1] === 1;
  if (shape.length !== 2 && !isColumn && !(shape.length === 3 && shape[0] === 1)) {
    const takes = `${kind} takes steps x channels (or steps x 1 x channels)`;
    reject('network/rank', `${takes}, not ${describeShape(shape)}`);
  }
  const along = (length: number): [number, number] => (isColumn ? [length, 1] : [1, length]);
  const { kernel, stride, dilation, padding } = settings;
  const reach = (kernel - 1) * dilation;
  const zeros = isColumn ? { top: reach, left: 0 } : { top: 0, left: reach };
  const pad: LayerPart = {
    suffix: 'pad',
    expand: (position) => zeroPad.expand({ ...zeros, bottom: 0, right: 0 }, position),
  };
  return {
    kernel: along(kernel),
    stride: along(stride),
    dilation: along(dilation),
    padding: padding === 'causal' ? 'valid' : padding,
    before: padding === 'causal' && reach > 0 ? [pad] : [],
  };
}
