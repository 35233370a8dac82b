// Bytes after gzip of a file that nobody has written: weights by how often their values are the same, the rest in
// proportion to what the trained file came to.
import { gzipBytes } from '../gate/measure.ts';
import { drawnWeights, type WeightForm } from './drawn-weights.ts';

export interface PackedFile {
  readonly sizeBytes: number;
  readonly parameters: number;
  readonly form: WeightForm;
}

/** `gzipBytes`: of the trained file. */
export function gzipEstimate(trained: PackedFile & { readonly gzipBytes: number }): (file: PackedFile) => number {
  const restBytes = trained.sizeBytes - trained.parameters;
  const restGzipBytes = trained.gzipBytes - trained.parameters * packedShare(trained.form);
  // Such as a file with stored weights that TFLM_DECODE unpacks.
  if (restBytes <= 0 || restGzipBytes <= 0) {
    return ({ sizeBytes }) => Math.round((sizeBytes * trained.gzipBytes) / trained.sizeBytes);
  }
  return ({ sizeBytes, parameters, form }) =>
    Math.round((restGzipBytes * Math.max(sizeBytes - parameters, 0)) / restBytes + parameters * packedShare(form));
}

const SAMPLE_BYTES = 2 ** 14;
const shares = new Map<string, number>();

/** What gzip leaves of a byte of weights. */
function packedShare(form: WeightForm): number {
  const key = JSON.stringify(form);
  const known = shares.get(key);
  if (known !== undefined) return known;
  const sample = drawnWeights(SAMPLE_BYTES, 0, form);
  const share = gzipBytes(new Uint8Array(sample.buffer)) / SAMPLE_BYTES;
  shares.set(key, share);
  return share;
}
