import { expect, test } from 'vitest';
import { runtimeOf } from '../../src/gate/measure.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { warningsOfModel } from '../../src/report/rows.ts';
import { describeRuntime, runtimeSources } from '../../src/report/runtime.ts';
import { sampleReport } from './sample.ts';

const TFLM = 'TFLM 90b983c2b3f1480642e040bbd2ddb37b998f3424';

// fixtures/oracle/README.md has the commits.
test.each([
  [['cortex-m4f/reference'], TFLM],
  [['cortex-m4f/cmsis_nn'], `${TFLM} and CMSIS-NN 4ab83cc3cc98fb85ed6dafb55e8ca02f1628dcae`],
  [['esp32/reference'], `${TFLM} and esp-tflite-micro 99f49e1498b0`],
  [['esp32c3/esp_nn'], `${TFLM}, esp-tflite-micro 99f49e1498b0 and ESP-NN 1.2.3 (d45b843ca5f8)`],
  [
    ['esp32s3/esp_nn', 'esp32s3/esp_nn-1.1.2', 'esp32/esp_nn'],
    `${TFLM}, esp-tflite-micro 99f49e1498b0, ESP-NN 1.2.3 (d45b843ca5f8) and ESP-NN 1.1.2 (596b0840)`,
  ],
])('the sources of figures of %j', (ids, words) => {
  expect(describeRuntime({ runtime: runtimeOf(ids.map(profileOf)) })).toBe(words);
});

test('an old report that does not say has none', () => {
  expect(describeRuntime({})).toBeUndefined();
  expect(runtimeSources({})).toEqual([]);
});

test("a warning of boards' kernels is told once, with the boards", () => {
  const [model] = sampleReport().models;
  const [board] = model.boards;
  const boards = ['ESP-EYE', 'ESP32-CAM'].map((name) => ({ ...board, name, warnings: ['operator 0: 1 off'] }));
  expect(warningsOfModel({ ...model, boards: [board, ...boards] })).toEqual([
    ...warningsOfModel(model),
    'on ESP-EYE, ESP32-CAM: operator 0: 1 off',
  ]);
});
