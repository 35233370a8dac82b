// Zeros, and rows copied from one array into another: pads and concatenations.

export function clear(y: usize, from: i32, to: i32): void {
  memory.fill(y + ((<usize>from) << 2), 0, (<usize>(to - from)) << 2);
}

export function copyRows(
  x: usize,
  y: usize,
  rows: i32,
  columns: i32,
  xFirst: i32,
  xRow: i32,
  xSample: i32,
  yFirst: i32,
  yRow: i32,
  ySample: i32,
  from: i32,
  to: i32,
): void {
  const bytes = (<usize>columns) << 2;
  for (let n = from; n < to; n++) {
    let source = x + ((<usize>(n * xSample + xFirst)) << 2);
    let target = y + ((<usize>(n * ySample + yFirst)) << 2);
    for (let r = 0; r < rows; r++) {
      memory.copy(target, source, bytes);
      source += (<usize>xRow) << 2;
      target += (<usize>yRow) << 2;
    }
  }
}
