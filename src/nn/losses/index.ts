// All losses.
import { binary } from './binary.ts';
import { distillation } from './distillation.ts';
import { regression } from './regression.ts';

export const LOSSES = { distillation, binary, regression } as const;
