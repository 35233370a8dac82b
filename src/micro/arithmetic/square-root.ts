// The square root of TFLM's signal library: signal/src/square_root_32.cc, square_root_64.cc in tflite-micro.

/** Rounded, but that 16 bits hold what comes from 32. */
export function squareRoot(x: bigint): bigint {
  const [root, rest] = wholeRoot(x);
  return rest > root && root !== (x < 4294967296n ? 65535n : 4294967295n) ? root + 1n : root;
}

function wholeRoot(x: bigint): readonly [bigint, bigint] {
  let [root, rest] = [0n, x];
  for (let bit = 1n << 62n; bit > 0n; bit >>= 2n) {
    if (rest >= root + bit) {
      rest -= root + bit;
      root = (root >> 1n) + bit;
    } else {
      root >>= 1n;
    }
  }
  return [root, rest];
}
