// A quantized layer as it lies in memory: the fields of src/simd/layer.ts in their order (a test compares).
import { Window } from './window';

/** Channels that are computed together. */
export const GROUP: i32 = 8;

@unmanaged
export class Layer extends Window {
  samples: i32;
  inputZeroPoint: i32;
  weightZeroPoint: i32;
  outputZeroPoint: i32;
  min: i32;
  max: i32;
}

export function groupsOf(channels: i32): i32 {
  return (channels + GROUP - 1) / GROUP;
}
