// The calibration methods, in the order in which `mode: auto` tries them.
import { entropy } from './entropy.ts';
import type { CalibrationMethod } from './method.ts';
import { minMax } from './min-max.ts';
import { mse } from './mse.ts';
import { percentile } from './percentile.ts';

export const CALIBRATIONS = [minMax, percentile, mse, entropy] as const satisfies readonly CalibrationMethod[];

export type CalibrationName = (typeof CALIBRATIONS)[number]['name'];

export const CALIBRATION_NAMES = [
  'min-max',
  'percentile',
  'mse',
  'entropy',
] as const satisfies readonly CalibrationName[];

export function calibrationOf(name: CalibrationName): CalibrationMethod {
  const method = CALIBRATIONS.find((one) => one.name === name);
  if (!method) throw new Error(`there is no calibration ${name}`);
  return method;
}
