// Products of lists: rows of which only what isn't zero is multiplied. A zero's products would not change a finite sum,
// so the bits are those of the tiles.

/** Of many rows about `ROWS_SEEN` are looked at, of few every seventh. */
const LEAST_BETWEEN: i32 = 7;
const ROWS_SEEN: i32 = 64;

/** Whether less than `percent` of the rows [from, to) of `columns` floats is not zero: a sample of them is counted. */
export function isMostlyZero(values: usize, columns: i32, from: i32, to: i32, percent: i32): bool {
  const zero = f32x4.splat(0);
  const whole = (<usize>(columns & ~3)) << 2;
  const between = max(LEAST_BETWEEN, (to - from) / ROWS_SEEN);
  let seen = 0;
  let found = 0;
  for (let row = from; row < to; row += between) {
    const at = values + ((<usize>(row * columns)) << 2);
    for (let i: usize = 0; i < whole; i += 16) {
      found += popcnt<i32>(i32x4.bitmask(f32x4.ne(v128.load(at + i), zero)));
    }
    seen += columns;
  }
  return found * 100 < seen * percent;
}

// Entries of a list: the place of what is added, in bytes from `source`, and the factor. Each adds factor * source to
// `into`, in order; the sums stay in registers meanwhile.
function addListed12(list: usize, end: usize, source: usize, into: usize): void {
  let a0 = v128.load(into);
  let a1 = v128.load(into, 16);
  let a2 = v128.load(into, 32);
  let a3 = v128.load(into, 48);
  let a4 = v128.load(into, 64);
  let a5 = v128.load(into, 80);
  let a6 = v128.load(into, 96);
  let a7 = v128.load(into, 112);
  let a8 = v128.load(into, 128);
  let a9 = v128.load(into, 144);
  let a10 = v128.load(into, 160);
  let a11 = v128.load(into, 176);
  for (; list < end; list += 8) {
    const factor = v128.load32_splat(list, 4);
    const at = source + <usize>load<u32>(list);
    a0 = f32x4.add(a0, f32x4.mul(factor, v128.load(at)));
    a1 = f32x4.add(a1, f32x4.mul(factor, v128.load(at, 16)));
    a2 = f32x4.add(a2, f32x4.mul(factor, v128.load(at, 32)));
    a3 = f32x4.add(a3, f32x4.mul(factor, v128.load(at, 48)));
    a4 = f32x4.add(a4, f32x4.mul(factor, v128.load(at, 64)));
    a5 = f32x4.add(a5, f32x4.mul(factor, v128.load(at, 80)));
    a6 = f32x4.add(a6, f32x4.mul(factor, v128.load(at, 96)));
    a7 = f32x4.add(a7, f32x4.mul(factor, v128.load(at, 112)));
    a8 = f32x4.add(a8, f32x4.mul(factor, v128.load(at, 128)));
    a9 = f32x4.add(a9, f32x4.mul(factor, v128.load(at, 144)));
    a10 = f32x4.add(a10, f32x4.mul(factor, v128.load(at, 160)));
    a11 = f32x4.add(a11, f32x4.mul(factor, v128.load(at, 176)));
  }
  v128.store(into, a0);
  v128.store(into, a1, 16);
  v128.store(into, a2, 32);
  v128.store(into, a3, 48);
  v128.store(into, a4, 64);
  v128.store(into, a5, 80);
  v128.store(into, a6, 96);
  v128.store(into, a7, 112);
  v128.store(into, a8, 128);
  v128.store(into, a9, 144);
  v128.store(into, a10, 160);
  v128.store(into, a11, 176);
}

function addListed4(list: usize, end: usize, source: usize, into: usize): void {
  let a0 = v128.load(into);
  let a1 = v128.load(into, 16);
  let a2 = v128.load(into, 32);
  let a3 = v128.load(into, 48);
  for (; list < end; list += 8) {
    const factor = v128.load32_splat(list, 4);
    const at = source + <usize>load<u32>(list);
    a0 = f32x4.add(a0, f32x4.mul(factor, v128.load(at)));
    a1 = f32x4.add(a1, f32x4.mul(factor, v128.load(at, 16)));
    a2 = f32x4.add(a2, f32x4.mul(factor, v128.load(at, 32)));
    a3 = f32x4.add(a3, f32x4.mul(factor, v128.load(at, 48)));
  }
  v128.store(into, a0);
  v128.store(into, a1, 16);
  v128.store(into, a2, 32);
  v128.store(into, a3, 48);
}

function addListed1(list: usize, end: usize, source: usize, into: usize): void {
  let a0 = v128.load(into);
  for (; list < end; list += 8) {
    const factor = v128.load32_splat(list, 4);
    const at = source + <usize>load<u32>(list);
    a0 = f32x4.add(a0, f32x4.mul(factor, v128.load(at)));
  }
  v128.store(into, a0);
}

/** How many vectors of the next `vectors` are summed at once. */
export function widthOf(vectors: i32): i32 {
  if (vectors >= 12) return 12;
  return vectors >= 4 ? 4 : 1;
}

/** into[0..width vectors) += the sum over the list. `width`: of `widthOf`. */
export function addListedColumns(list: usize, end: usize, source: usize, into: usize, width: i32): void {
  if (width === 12) addListed12(list, end, source, into);
  else if (width === 4) addListed4(list, end, source, into);
  else addListed1(list, end, source, into);
}

/** into[0..bytes) += the sum over the list, bytes a multiple of 16. */
export function addListed(list: usize, end: usize, source: usize, into: usize, bytes: usize): void {
  if (list === end) return;
  let i: usize = 0;
  while (i < bytes) {
    const width = widthOf(<i32>((bytes - i) >> 4));
    addListedColumns(list, end, source + i, into + i, width);
    i += (<usize>width) << 4;
  }
}
