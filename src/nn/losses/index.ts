// All losses.
import { distillation } from './distillation.ts';

export const LOSSES = { distillation } as const;
