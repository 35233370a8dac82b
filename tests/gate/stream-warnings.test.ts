import { expect, test } from 'vitest';
import { shippedFiles } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { measureModel } from '../../src/gate/measure.ts';
import { streamWarnings } from '../../src/gate/stream-warnings.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { MAKERS } from '../micro/oracle.ts';

const files = shippedFiles('armsweep');
const measured = (name: string, profile: string) =>
  must(measureModel(files.get(name) ?? new Uint8Array(0), [profileOf(profile)], MAKERS.reference));

/** Recordings of so many samples, each as large as the model's input. */
function recordings(size: number, samples: number, isStream = true): Dataset {
  const streams = { params: { answer: 'last', window: 1, skip: 0 } as const, recordings: new Int32Array(samples) };
  return {
    count: samples,
    shape: [1, size],
    values: new Int8Array(samples * size),
    normalisation: { subtract: 0, multiply: 1 },
    labels: new Int32Array(samples),
    classes: ['a', 'b'],
    digest: 'ab',
    ...(isStream && { streams }),
  };
}

test.each([
  ['lstm_t5_i8_h8', 'cortex-m4f/cmsis_nn', 3, true, 1],
  // TFLM's own kernel keeps the state; so does nothing that is one Invoke long.
  ['lstm_t5_i8_h8', 'cortex-m4f/reference', 3, true, 0],
  ['lstm_t5_i8_h8', 'cortex-m4f/cmsis_nn', 1, true, 0],
  ['lstm_t5_i8_h8', 'cortex-m4f/cmsis_nn', 3, false, 0],
] as const)('%s on %s, recordings of %i samples (%s)', (name, profile, samples, isStream, count) => {
  const measurement = measured(name, profile);
  const [{ elements }] = measurement.interpreter.inputs;
  const warnings = streamWarnings(recordings(elements, samples, isStream), measurement);
  expect(warnings).toHaveLength(count);
  for (const warning of warnings)
    expect(warning).toMatch(/CMSIS-NN's .*LSTM \(operator 0\) forgets its state after every Invoke/);
});
