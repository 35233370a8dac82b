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
  const packedShare = rememberedShares();
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

/** What gzip leaves of a byte of weights. */
function rememberedShares(): (form: WeightForm) => number {
  const shares = new Map<string, number>();
  return (form) => {
    const key = JSON.stringify(form);
    const share = shares.get(key) ?? shareOf(drawnWeights(SAMPLE_BYTES, 0, form));
    shares.set(key, share);
    return share;
  };
}

function shareOf(weights: Int8Array): number {
  return gzipBytes(new Uint8Array(weights.buffer)) / weights.length;
}
