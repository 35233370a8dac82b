// The levels that a quantized tensor can hold, as the kernels of fake quantization take them: one float32 for each
// field.
// level = clamp(round(x * inverse + offset), low, high), and what is left of x is (level - offset) * scale.

export const LEVEL_FIELDS = [
  'inverse',
  'scale',
  'offset',
  // What is added to a level's magnitude before its fraction is cut off: 0.5, or a little more where the float sum may
  // miss a half by bits.
  'half',
  'low',
  'high',
  // The gradient passes where passLow < x < passHigh.
  'passLow',
  'passHigh',
] as const;

export type Levels = Readonly<Record<(typeof LEVEL_FIELDS)[number], number>>;

export function levelsBlock(levels: Levels): Float32Array {
  return Float32Array.from(LEVEL_FIELDS, (field) => levels[field]);
}

export function readLevels(values: Float32Array): Levels {
  return Object.fromEntries(LEVEL_FIELDS.map((field, i) => [field, values[i]])) as Levels;
}
