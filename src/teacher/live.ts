// A teacher whose network runs here, so that it can be asked about samples that no file has answers to.
import type { Shape } from '../base/shape.ts';

export interface LiveTeacher {
  /** Logits [count, classes] of normalised samples [count, ...shape]. */
  answer(x: Float32Array, count: number): Float32Array;
  /** Its layers, by name, with the shape of one sample's output. */
  readonly shapes?: ReadonlyMap<string, Shape>;
  /** The outputs [count, ...shape] of these layers for normalised samples. */
  features?(x: Float32Array, count: number, names: readonly string[]): readonly Float32Array[];
  /** Multiply-accumulates of one sample's answer. */
  readonly macs: number;
  /** What makes it the same teacher without training it or asking it about all samples; finite. */
  readonly state: Float32Array;
}
