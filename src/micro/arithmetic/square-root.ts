// The square root of TFLM's signal library: signal/src/square_root_32.cc, square_root_64.cc in tflite-micro.

/** Rounded, but that 16 bits hold what comes from 32. */
export function squareRoot(x: bigint): bigint {
  const [root, rest] = wholeRoot(x);
  return rest > root && root !== (x < 4294967296n ? 65535n : 4294967295n) ? root + 1n : root;
}

/** The root's whole part, and what its square leaves. A guess in float64 is off by one at most. */
function wholeRoot(x: bigint): readonly [bigint, bigint] {
  let root = BigInt(Math.floor(Math.sqrt(Number(x))));
  if (root * root > x) root -= 1n;
  else if ((root + 1n) * (root + 1n) <= x) root += 1n;
  return [root, x - root * root];
}
