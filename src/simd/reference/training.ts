// The float kernels in plain TypeScript: they define the bits that assembly/ must give.
import type { TrainingKernels } from '../training.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { depthwise } from './depthwise.ts';
import { elementwise } from './elementwise.ts';
import { loss } from './loss.ts';
import { optimizer } from './optimizer.ts';
import { pool } from './pool.ts';

export function trainingReference(buffer: SharedArrayBuffer): TrainingKernels {
  return {
    ...dense(buffer),
    ...conv(buffer),
    ...depthwise(buffer),
    ...batchNorm(buffer),
    ...elementwise(buffer),
    ...pool(buffer),
    ...loss(buffer),
    ...optimizer(buffer),
  };
}
