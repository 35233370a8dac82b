// What the routines cost on every profile that has been counted.
import type { ProfileCosts } from '../classes.ts';
import { CORTEX_M0PLUS_CMSIS_NN } from './cortex-m0plus-cmsis-nn.ts';
import { CORTEX_M4F_CMSIS_NN } from './cortex-m4f-cmsis-nn.ts';
import { CORTEX_M4F_REFERENCE } from './cortex-m4f-reference.ts';
import { CORTEX_M55_MVE_CMSIS_NN } from './cortex-m55-mve-cmsis-nn.ts';

export const COSTS: Readonly<Partial<Record<string, ProfileCosts>>> = {
  'cortex-m0plus/cmsis_nn': CORTEX_M0PLUS_CMSIS_NN,
  'cortex-m4f/cmsis_nn': CORTEX_M4F_CMSIS_NN,
  'cortex-m4f/reference': CORTEX_M4F_REFERENCE,
  // The same C with the same DSP instructions: on 78 operators counted on Cortex-M7 and as many on M33, Cortex-M4 figures are off by
  // 2 % at the median of every routine, 4 % for copies, 8 % for softmax (bench/latency/fit.ts prints the table).
  'cortex-m7f/cmsis_nn': CORTEX_M4F_CMSIS_NN,
  'cortex-m33f/cmsis_nn': CORTEX_M4F_CMSIS_NN,
  'cortex-m55-mve/cmsis_nn': CORTEX_M55_MVE_CMSIS_NN,
};
