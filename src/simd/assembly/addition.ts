// What an int8 addition needs, as it lies in memory: the fields of src/simd/addition.ts in their order (a test
// compares).

@unmanaged
export class Addition {
  aZeroPoint: i32;
  aMultiplier: i32;
  aShift: i32;
  bZeroPoint: i32;
  bMultiplier: i32;
  bShift: i32;
  outputZeroPoint: i32;
  outputMultiplier: i32;
  outputShift: i32;
  leftShift: i32;
  min: i32;
  max: i32;
}
