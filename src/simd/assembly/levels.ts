// The levels of a quantized tensor as they lie in memory: the fields of src/simd/levels.ts in their order (a test
// compares).

@unmanaged
export class Levels {
  inverse: f32;
  scale: f32;
  offset: f32;
  half: f32;
  low: f32;
  high: f32;
  passLow: f32;
  passHigh: f32;
}
