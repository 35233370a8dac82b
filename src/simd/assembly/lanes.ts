// Up to four floats as the lanes of a vector: whole vectors, and what is left at the ends of rows.

/** Loads `count` (1 to 3) floats, zeros behind them, for the ends of rows. */
export function loadPartial(address: usize, count: i32): v128 {
  let value = v128.load32_zero(address);
  if (count > 1) value = f32x4.replace_lane(value, 1, load<f32>(address, 4));
  if (count > 2) value = f32x4.replace_lane(value, 2, load<f32>(address, 8));
  return value;
}

export function storePartial(address: usize, value: v128, count: i32): void {
  store<f32>(address, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(address, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(address, f32x4.extract_lane(value, 2), 8);
}

/** `count` floats, all four lanes from 4 on. */
export function load4(address: usize, count: i32): v128 {
  return count >= 4 ? v128.load(address) : loadPartial(address, count);
}

export function store4(address: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(address, value);
  else storePartial(address, value, count);
}
