// A layer's block (src/simd/inference.ts): where its fields lie, in bytes, and the groups of its channels.

export const H: usize = 0;
export const W: usize = 4;
export const IN_C: usize = 8;
export const KH: usize = 12;
export const KW: usize = 16;
export const STRIDE_H: usize = 20;
export const STRIDE_W: usize = 24;
export const DILATION_H: usize = 28;
export const DILATION_W: usize = 32;
export const PAD_TOP: usize = 36;
export const PAD_LEFT: usize = 40;
export const OUT_H: usize = 44;
export const OUT_W: usize = 48;
export const OUT_C: usize = 52;
export const SAMPLES: usize = 56;
export const INPUT_ZERO_POINT: usize = 60;
export const WEIGHT_ZERO_POINT: usize = 64;
export const OUTPUT_ZERO_POINT: usize = 68;
export const MIN: usize = 72;
export const MAX: usize = 76;

/** Channels that are computed together. */
export const GROUP: i32 = 8;

export function groupsOf(channels: i32): i32 {
  return (channels + GROUP - 1) / GROUP;
}

export function aligned(address: usize): usize {
  return (address + 15) & ~15;
}
