// The fields of a window block (Window in src/simd/training.ts): 14 int32.

export function heightOf(window: usize): i32 {
  return load<i32>(window, 0);
}
export function widthOf(window: usize): i32 {
  return load<i32>(window, 4);
}
export function inChannelsOf(window: usize): i32 {
  return load<i32>(window, 8);
}
export function kernelHeightOf(window: usize): i32 {
  return load<i32>(window, 12);
}
export function kernelWidthOf(window: usize): i32 {
  return load<i32>(window, 16);
}
export function strideHeightOf(window: usize): i32 {
  return load<i32>(window, 20);
}
export function strideWidthOf(window: usize): i32 {
  return load<i32>(window, 24);
}
export function dilationHeightOf(window: usize): i32 {
  return load<i32>(window, 28);
}
export function dilationWidthOf(window: usize): i32 {
  return load<i32>(window, 32);
}
export function padTopOf(window: usize): i32 {
  return load<i32>(window, 36);
}
export function padLeftOf(window: usize): i32 {
  return load<i32>(window, 40);
}
export function outHeightOf(window: usize): i32 {
  return load<i32>(window, 44);
}
export function outWidthOf(window: usize): i32 {
  return load<i32>(window, 48);
}
export function outChannelsOf(window: usize): i32 {
  return load<i32>(window, 52);
}

/** Rows and columns of zeros that the taps read behind the image. */
export function padBottomOf(g: usize): i32 {
  const read = (outHeightOf(g) - 1) * strideHeightOf(g) + (kernelHeightOf(g) - 1) * dilationHeightOf(g) + 1;
  return max(0, read - padTopOf(g) - heightOf(g));
}

export function padRightOf(g: usize): i32 {
  const read = (outWidthOf(g) - 1) * strideWidthOf(g) + (kernelWidthOf(g) - 1) * dilationWidthOf(g) + 1;
  return max(0, read - padLeftOf(g) - widthOf(g));
}

export function isPadded(g: usize): bool {
  return (padTopOf(g) | padLeftOf(g) | padBottomOf(g) | padRightOf(g)) !== 0;
}

/** The first tap along an axis that lies inside, and one past the last; `start`: position of tap 0. */
export function firstTap(start: i32, dilation: i32): i32 {
  if (start >= 0) return 0;
  return dilation === 1 ? -start : (-start + dilation - 1) / dilation;
}
export function lastTap(start: i32, dilation: i32, taps: i32, length: i32): i32 {
  if (start >= length) return 0;
  return min(taps, dilation === 1 ? length - start : (length - 1 - start) / dilation + 1);
}
