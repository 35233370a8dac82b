// The answers to the steps of a recording, made one: averaged over a sliding window, then the last, greatest or mean.
import type { StreamParams } from '../data/streams.ts';

export interface StreamAnswers {
  /** A recording begins. */
  start(): void;
  /** The real values that the model answered a step with. */
  add(outputs: Float64Array): void;
  /** What is judged, until the next call; zeros where every answer so far was skipped. */
  result(): Float64Array;
}

/**
 * Sums go over the window from its oldest answer on. Before the first answer there are zeros, as in the buffer of
 * ESPHome's StreamingModel (esphome/components/micro_wake_word/streaming_model.cpp).
 */
export function streamAnswers({ answer, window, skip }: StreamParams, outputs: number): StreamAnswers {
  const recent = Array.from({ length: window }, () => new Float64Array(outputs));
  const smooth = new Float64Array(outputs);
  const result = new Float64Array(outputs);
  let [steps, counted] = [0, 0];
  const smoothed = () => {
    smooth.fill(0);
    for (let i = 0; i < window; i++) {
      const values = recent[(steps + i) % window];
      for (let k = 0; k < outputs; k++) smooth[k] += values[k];
    }
    for (let k = 0; k < outputs; k++) smooth[k] /= window;
  };
  return {
    start() {
      [steps, counted] = [0, 0];
      for (const values of recent) values.fill(0);
      result.fill(0);
    },
    add(values) {
      recent[steps % window].set(values);
      steps++;
      if (steps <= skip) return;
      smoothed();
      for (let k = 0; k < outputs; k++) {
        if (answer === 'mean') result[k] += smooth[k];
        else if (answer !== 'max' || counted === 0 || smooth[k] > result[k]) result[k] = smooth[k];
      }
      counted++;
    },
    result: () => (answer === 'mean' && counted > 0 ? result.map((sum) => sum / counted) : result),
  };
}
