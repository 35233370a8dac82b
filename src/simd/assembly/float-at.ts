// A float32 of a row as the float64 that losses are computed in.

export function floatAt(row: usize, i: i32): f64 {
  return <f64>load<f32>(row + ((<usize>i) << 2));
}
