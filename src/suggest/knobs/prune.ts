// Zeros among the weights: they save what is sent compressed, and flash where DECODE unpacks them.
import type { Knob, Variant } from '../candidate.ts';

const SHARES = [0.3, 0.5, 0.7];
/** Of all weights zero, how much of the network is at stake. */
const PRICE = 0.2;

export function sparse(share: number): Variant {
  return { knob: 'prune.sparsity', changes: [{ path: ['prune', 'sparsity'], to: share }], price: PRICE * share };
}

export const sparsity: Knob = ({ model: { prune, limits, student } }) => {
  const isAsked = limits.some(({ measure }) => measure === 'gzip');
  if (!isAsked || prune !== undefined || student.tflite !== undefined) return [];
  return SHARES.map(sparse);
};
