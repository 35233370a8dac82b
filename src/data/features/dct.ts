// The cosine transform of MFCC: type II, scaled as tf.signal.mfccs_from_log_mel_spectrograms and HTK do it, by
// sqrt(2 / bands) for every coefficient, the first one too.
import { cos } from '../../base/elementary.ts';

/** [coefficients, bands] */
export function dctMatrix(coefficients: number, bands: number): Float64Array {
  const scale = Math.sqrt(2 / bands);
  // The angle is a multiple of a whole turn and the rest, so that it stays small.
  const angle = (k: number, n: number) => (Math.PI * ((k * (2 * n + 1)) % (4 * bands))) / (2 * bands);
  return Float64Array.from({ length: coefficients * bands }, (_, i) => {
    return scale * cos(angle(Math.floor(i / bands), i % bands));
  });
}
