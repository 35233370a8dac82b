// The int8 kernels in plain TypeScript: they define the bits that assembly/ must give.
import type { InferenceKernels } from '../inference.ts';
import { addS8 } from './add-s8.ts';
import { convS8 } from './conv-s8.ts';
import { depthwiseS8 } from './depthwise-s8.ts';
import { poolS8 } from './pool-s8.ts';

export function inferenceReference(buffer: SharedArrayBuffer): InferenceKernels {
  return { ...convS8(buffer), ...depthwiseS8(buffer), ...poolS8(buffer), ...addS8(buffer) };
}
