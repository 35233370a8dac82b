// All kernels in plain TypeScript over one memory: they define the bits that assembly/ must give.
import type { Kernels } from '../kernels.ts';
import { addS8 } from './add-s8.ts';
import { batchNorm } from './batch-norm.ts';
import { binaryLoss } from './binary-loss.ts';
import { conv } from './conv.ts';
import { convS8 } from './conv-s8.ts';
import { copy } from './copy.ts';
import { decoupledLoss } from './decoupled-loss.ts';
import { dense } from './dense.ts';
import { depthwise } from './depthwise.ts';
import { depthwiseS8 } from './depthwise-s8.ts';
import { elementwise } from './elementwise.ts';
import { fakeQuantization } from './fake-quantize.ts';
import { featureLoss } from './feature-loss.ts';
import { loss } from './loss.ts';
import { optimizer } from './optimizer.ts';
import { pool } from './pool.ts';
import { poolS8 } from './pool-s8.ts';
import { regressionLoss } from './regression-loss.ts';

export function referenceKernels({ buffer }: { readonly buffer: SharedArrayBuffer }): Kernels {
  return {
    memory: buffer,
    ...dense(buffer),
    ...conv(buffer),
    ...depthwise(buffer),
    ...batchNorm(buffer),
    ...elementwise(buffer),
    ...copy(buffer),
    ...fakeQuantization(buffer),
    ...pool(buffer),
    ...loss(buffer),
    ...decoupledLoss(buffer),
    ...featureLoss(buffer),
    ...binaryLoss(buffer),
    ...regressionLoss(buffer),
    ...optimizer(buffer),
    ...convS8(buffer),
    ...depthwiseS8(buffer),
    ...poolS8(buffer),
    ...addS8(buffer),
  };
}
