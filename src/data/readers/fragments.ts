// What the readers' schemas share.
import { PATH } from '../../base/one-of.ts';

export const SAMPLES = { ...PATH, description: 'Samples, the first dimension counts them.' } as const;
export const LABELS = { ...PATH, description: 'Class numbers from 0.' } as const;
