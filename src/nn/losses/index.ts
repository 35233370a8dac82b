// All losses.
import { binary } from './binary.ts';
import { decoupled } from './decoupled.ts';
import { distillation } from './distillation.ts';
import { regression } from './regression.ts';

/** What one may choose for a task with classes. */
export const CLASS_LOSSES = { distillation, decoupled } as const;

/** The task chooses the others. */
export const LOSSES = { ...CLASS_LOSSES, binary, regression } as const;
