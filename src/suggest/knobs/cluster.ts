// Few different weights: they save what is sent compressed, and flash where DECODE unpacks them.
import type { Knob, Variant } from '../candidate.ts';

const COUNTS = [32, 16, 8];
/** Of as many values as a byte has by as few as there are. */
const PRICE = 0.3;

export function clustered(count: number): Variant {
  const changes = [{ path: ['cluster', 'clusters'], to: count }];
  return { knob: 'cluster.clusters', changes, price: PRICE / Math.sqrt(count) };
}

export const clusters: Knob = ({ model: { cluster, limits, student } }) => {
  const isAsked = limits.some(({ measure }) => measure === 'gzip');
  if (!isAsked || cluster !== undefined || student.tflite !== undefined) return [];
  return COUNTS.map(clustered);
};
