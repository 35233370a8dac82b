// The window of a convolution or pool as it lies in memory: the fields of src/simd/window.ts in their order (a test
// compares).

@unmanaged
export class Window {
  h: i32;
  w: i32;
  inC: i32;
  kh: i32;
  kw: i32;
  strideH: i32;
  strideW: i32;
  dilationH: i32;
  dilationW: i32;
  padTop: i32;
  padLeft: i32;
  outH: i32;
  outW: i32;
  outC: i32;

  /** Rows that the taps of all outputs cover, from the first row of padding on. */
  get coveredRows(): i32 {
    return (this.outH - 1) * this.strideH + (this.kh - 1) * this.dilationH + 1;
  }

  get coveredColumns(): i32 {
    return (this.outW - 1) * this.strideW + (this.kw - 1) * this.dilationW + 1;
  }

  /** Rows and columns of zeros that the taps read behind the image. */
  get padBottom(): i32 {
    return max(0, this.coveredRows - this.padTop - this.h);
  }

  get padRight(): i32 {
    return max(0, this.coveredColumns - this.padLeft - this.w);
  }

  get isPadded(): bool {
    return (this.padTop | this.padLeft | this.padBottom | this.padRight) !== 0;
  }
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
