// What a board does otherwise with a recording than the simulated kernels.
import type { Dataset } from '../data/dataset.ts';
import { findProfile } from '../micro/profile.ts';
import type { ModelMeasurement } from './measure.ts';
import { hopsOf } from './streams.ts';
import { testSetOf } from './test-set.ts';

/**
 * CMSIS-NN's LSTM of integers clears the cell state and has no hidden state when it starts, at every Invoke
 * (Source/LSTMFunctions/arm_lstm_unidirectional_s8.c and _s16.c). Floats go to TFLM's reference kernel, which keeps
 * both.
 */
const FORGETFUL = 'UNIDIRECTIONAL_SEQUENCE_LSTM';

/** Of a test set of recordings that take more than one Invoke. */
export function streamWarnings(test: Dataset | undefined, measurement: ModelMeasurement): readonly string[] {
  const [input] = measurement.interpreter.inputs;
  if (!test?.streams || !input || isOneInvoke(test, measurement)) return [];
  const forgetful = measurement.resolved.operators
    .flat()
    .find(({ name, node }) => name === FORGETFUL && node.inputs[0]?.type !== 'FLOAT32');
  const libraries = Object.keys(measurement.figures.profiles).map((id) => findProfile(id));
  const hasCmsisNn = libraries.some((profile) => profile.ok && profile.value.library === 'cmsis_nn');
  if (!forgetful || !hasCmsisNn) return [];
  const found = `CMSIS-NN's ${FORGETFUL} (operator ${forgetful.index}) forgets its state after every Invoke`;
  return [
    `${found}, so a board with it answers recordings otherwise than kd-gate's kernels; ` +
      "build that operator with TFLM's reference kernel, or feed it the whole recording at once",
  ];
}

function isOneInvoke(test: Dataset, { model, interpreter }: ModelMeasurement): boolean {
  const testSet = testSetOf(test, model);
  const recordings = new Set(testSet.streams?.recordings).size;
  return recordings === testSet.count && hopsOf(testSet, interpreter.inputs[0]) <= 1;
}
