// A Keras file converted and measured.
import { attempt, must, type Outcome } from '../../base/problem.ts';
import { compactExport } from '../../gate/compact-export.ts';
import { type Conversion, convertKeras, type Quantizing } from '../../gate/convert.ts';
import { type ModelMeasurement, measureModel } from '../../gate/measure.ts';
import { USUAL_PROFILES } from '../../micro/profile.ts';
import { detailsOf, type ModelDetails } from '../measure/details.ts';
import type { ConvertOptions } from './options.ts';

export interface MeasuredConversion extends Omit<Conversion, 'bytes'> {
  /** Of the file that is written. */
  readonly measurement: ModelMeasurement;
  readonly details: ModelDetails;
  /** Before what TFLM never reads was left out, where that was asked for. */
  readonly fullBytes?: number;
}

export function convertFile(
  file: Uint8Array,
  quantizing: Quantizing | undefined,
  { compact = false }: ConvertOptions,
  makeKernels: Parameters<typeof convertKeras>[2],
): Outcome<MeasuredConversion> {
  return attempt(() => {
    const { bytes, ...told } = must(convertKeras(file, quantizing, makeKernels));
    const measurement = compact
      ? must(compactExport(bytes, USUAL_PROFILES, makeKernels)).after
      : must(measureModel(bytes, USUAL_PROFILES, makeKernels));
    const details = detailsOf(measurement, USUAL_PROFILES);
    return { ...told, measurement, details, ...(compact && { fullBytes: bytes.length }) };
  });
}
