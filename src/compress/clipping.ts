// How `quantize:` says that the ranges of activations are chosen.
import { ACTIVATION_NUMBERS } from './affine.ts';
import type { Clipping } from './calibrate.ts';
import { calibrationOf } from './calibration/index.ts';
import type { FixedParams } from './params.ts';

export function clippingOf({ mode, calibration, percentile }: FixedParams): Clipping {
  const { affine } = ACTIVATION_NUMBERS[mode];
  return {
    method: calibrationOf(calibration),
    settings: { percentile, scaleOf: (range) => affine(range).scale },
  };
}
