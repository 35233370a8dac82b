// To be imported before anything else: within `inFloat64` the plain TypeScript kernels (src/simd/reference) keep and
// compute float64. A number lies as far from the start of its memory as its float32 would.
const Float32 = Float32Array;
const round = Math.fround;
const wide = new WeakMap<SharedArrayBuffer, Float64Array>();
let isWide = false;

function numbersOf(memory: SharedArrayBuffer): Float64Array {
  const numbers = wide.get(memory) ?? new Float64Array(memory.byteLength / Float32.BYTES_PER_ELEMENT);
  wide.set(memory, numbers);
  return numbers;
}

Math.fround = (x) => (isWide ? x : round(x));
globalThis.Float32Array = new Proxy(Float32, {
  construct(original, args) {
    const [source, address = 0, length] = args;
    if (isWide && typeof source === 'number') return new Float64Array(source);
    if (!isWide || !(source instanceof SharedArrayBuffer)) return Reflect.construct(original, args);
    const first = address / Float32.BYTES_PER_ELEMENT;
    return numbersOf(source).subarray(first, length === undefined ? undefined : first + length);
  },
});

/** What is made before keeps its float32. */
export async function inFloat64<T>(work: () => Promise<T>): Promise<T> {
  isWide = true;
  try {
    return await work();
  } finally {
    isWide = false;
  }
}
