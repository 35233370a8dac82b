// The action's modes: a mode is one file and its line here.
import { commentMode } from './comment.ts';
import { mergeMode } from './merge.ts';
import type { Mode } from './mode.ts';
import { planMode } from './plan.ts';
import { runMode } from './run.ts';

export const MODES: readonly Mode[] = [runMode, planMode, mergeMode, commentMode];
