// All losses.
import { decoupled } from './decoupled.ts';
import { distillation } from './distillation.ts';

export const LOSSES = { distillation, decoupled } as const;
