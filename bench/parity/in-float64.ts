// To be imported before anything else: what the plain TypeScript kernels (src/simd/reference) keep in their memory is
// float64 then, and nothing is rounded to float32. A number lies as far from the memory's start as its float32 would.
const Float32 = Float32Array;
const wide = new WeakMap<SharedArrayBuffer, Float64Array>();

function numbersOf(memory: SharedArrayBuffer): Float64Array {
  const numbers = wide.get(memory) ?? new Float64Array(memory.byteLength / Float32.BYTES_PER_ELEMENT);
  wide.set(memory, numbers);
  return numbers;
}

Math.fround = (x) => x;
globalThis.Float32Array = new Proxy(Float32, {
  construct(original, args) {
    const [memory, address = 0, length] = args;
    // Samples and weights outside of a memory stay what they are.
    if (!(memory instanceof SharedArrayBuffer)) return Reflect.construct(original, args);
    const first = address / Float32.BYTES_PER_ELEMENT;
    return numbersOf(memory).subarray(first, length === undefined ? undefined : first + length);
  },
});
