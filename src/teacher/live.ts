// A teacher that answers samples as they come: one whose network runs here.
import type { Shape } from '../base/shape.ts';

export interface LiveTeacher {
  /** Logits [count, classes] of normalised samples [count, ...shape]. */
  answer(x: Float32Array, count: number): Float32Array;
  /** Its layers, by name, with the shape of one sample's output. */
  readonly shapes?: ReadonlyMap<string, Shape>;
  /** The outputs [count, ...shape] of these layers for normalised samples. */
  features?(x: Float32Array, count: number, names: readonly string[]): readonly Float32Array[];
  /** Multiply-accumulates for one sample. */
  readonly macs?: number;
}
