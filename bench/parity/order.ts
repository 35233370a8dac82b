// The samples of every step, in the order of src/student/train.ts.
import { permutation, random } from '../../src/base/random.ts';

export interface Epochs {
  readonly samples: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
}

/** One list of indices a step. A rest of one sample is left out, as there. */
export function epochOrder({ samples, batch, epochs, seed }: Epochs): Int32Array[] {
  const starts = Array.from({ length: Math.ceil(samples / batch) }, (_, i) => i * batch);
  const full = starts.filter((from) => samples - from > 1);
  return Array.from({ length: epochs }, (_, epoch) => {
    const order = permutation(samples, random(seed, `shuffle/${epoch + 1}`));
    return full.map((from) => order.slice(from, from + batch));
  }).flat();
}
