// Few different weights: they save what is sent compressed, and flash where DECODE unpacks them.
import type { Knob } from '../candidate.ts';

const COUNTS = [32, 16, 8];
/** Of as many values as a byte has by as few as there are. */
const PRICE = 0.3;

export const clusters: Knob = ({ model: { cluster, limits, student } }) => {
  const isAsked = limits.some(({ measure }) => measure === 'gzip');
  if (!isAsked || cluster !== undefined || student.tflite !== undefined) return [];
  return COUNTS.map((count) => ({
    knob: 'cluster.clusters',
    changes: [{ path: ['cluster', 'clusters'], to: count }],
    price: PRICE / Math.sqrt(count),
  }));
};
