// What `convert` made, as tables and as JSON.
import { visible } from '../../base/quote.ts';
import { formatBytes, formatCount } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { type End, endsOf } from '../measure/ends.ts';
import { renderMeasurement } from '../measure/text.ts';
import type { MeasuredConversion } from './convert-file.ts';

export interface WrittenConversion extends MeasuredConversion {
  readonly file: string;
  readonly out: string;
}

/** Ends with a line break. */
export function renderConversion(conversion: WrittenConversion): string {
  const { file, out, kerasVersion, parameters, samples, measurement, details, fullBytes } = conversion;
  const version = kerasVersion === '' ? 'Keras' : `Keras ${visible(kerasVersion)}`;
  const numbers = samples === 0 ? 'float32' : `ranges from ${formatCount(samples)} samples`;
  const saved = fullBytes === undefined ? '' : `, compact: ${formatBytes(fullBytes)} before`;
  const head = `${visible(file)}: ${version}, ${formatCount(parameters)} numbers, ${numbers}${saved}`;
  const tables = renderMeasurement({
    file: out,
    model: measurement,
    details,
    boards: [],
    computers: [],
    unmeasuredBoards: [],
  });
  return `${head}\nwritten to ${tables}`;
}

export function renderConversionJson(conversion: WrittenConversion, version: string): string {
  const { file, out, kerasVersion, parameters, samples, measurement, fullBytes } = conversion;
  const ends = endsOf(measurement.interpreter) satisfies { readonly inputs: readonly End[] };
  const tool = { name: 'kd-gate', version };
  return toJson({ tool, file, out, kerasVersion, parameters, samples, fullBytes, ...measurement.figures, ...ends });
}
