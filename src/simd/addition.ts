// The parameters of an int8 ADD or SUB (tensorflow/lite/micro/kernels/add_common.cc); shifts are 0 or less.
import { type Block, blockOf } from './block.ts';

export const ADDITION_FIELDS = [
  'aZeroPoint',
  'aMultiplier',
  'aShift',
  'bZeroPoint',
  // Negative for SUB: only then is the second term subtracted.
  'bMultiplier',
  'bShift',
  'outputZeroPoint',
  'outputMultiplier',
  'outputShift',
  'leftShift',
  'min',
  'max',
] as const;

export type Addition = Block<(typeof ADDITION_FIELDS)[number]>;

export const { bytes: ADDITION_BYTES, write: writeAddition, read: readAddition } = blockOf(ADDITION_FIELDS);
