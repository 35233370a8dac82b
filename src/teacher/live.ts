// A teacher whose network runs here, so that it can be asked about samples that no file has answers to.
export interface LiveTeacher {
  /** Logits [count, classes] of normalised samples [count, ...shape]. */
  answer(x: Float32Array, count: number): Float32Array;
}
