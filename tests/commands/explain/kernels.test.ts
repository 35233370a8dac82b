// `explain MODEL`: kernels, why they are slow, and remedies, whose instructions the real kernels executed
// (fixtures/oracle).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedFiles, table } from '../../../fixtures/oracle/evidence.ts';
import { OUT_FOLDER } from '../../../src/commands/defaults.ts';
import { explainCommand } from '../../../src/commands/explain.ts';
import { executeCommand } from '../../../src/commands/program.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { memoryHost, memoryIo } from '../io.ts';

const engine = { makeKernels: MAKERS.wasm, version: '0.1.0' } as unknown as Parameters<typeof memoryHost>[1];
const image = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../fixtures/explain/image.tflite')));
const swept = shippedFiles('sweep');
const counts = table('counts').filter(({ source, dtype }) => source === 'sweep' && dtype === 'int8');
const sweptModel = (name: string) => swept.get(name) ?? expect.unreachable(`no model ${name}`);

const executed = (model: string, profile = 'cortex-m4f/cmsis_nn') =>
  counts.find((row) => row.model === model && row.profile === profile && row.i === 0)?.instructions ??
  expect.unreachable(`${model} was not counted on ${profile}`);

async function explain(bytes: Uint8Array, options: object = {}) {
  const io = memoryIo({ 'm.tflite': bytes });
  const status = await executeCommand(explainCommand, memoryHost(io, engine), ['m.tflite'], {
    out: OUT_FOLDER,
    ...options,
  });
  return { status, ...io.written };
}

const operatorsOf = async (bytes: Uint8Array, options: object = {}) =>
  JSON.parse((await explain(bytes, { ...options, json: true })).out).operators;

describe('remedies say what the changed layer executes', () => {
  const near = (instructions: number) => [0.98 * instructions, 1.02 * instructions] as const;
  const between = (value: number, [least, most]: readonly [number, number]) => {
    expect(value).toBeGreaterThan(least);
    expect(value).toBeLessThan(most);
  };

  test('without a channel multiplier', async () => {
    const [layer] = await operatorsOf(sweptModel('dw_k3x3_h8w8_c4_m2_s1_same'));
    expect(layer).toMatchObject({
      kernel: 'arm_depthwise_conv_s8',
      whySlow: 'a channel multiplier of 2 has no fast kernel',
    });
    const [remedy] = layer.remedies;
    expect(remedy.says).toBe('as a depthwise layer over 8 channels, multiplier 1');
    between(remedy.instructions, near(executed('dw_k3x3_h8w8_c8_m1_s1_same')));
  });

  test('without dilation', async () => {
    const [layer] = await operatorsOf(sweptModel('dw_k3x3_h8w8_c16_m1_s1_same_d2'));
    expect(layer).toMatchObject({ kernel: 'arm_depthwise_conv_s8', whySlow: expect.stringContaining('dilated') });
    const [remedy] = layer.remedies;
    expect(remedy.says).toBe('with dilation 1');
    // Of 16 channels there is no measurement; what 8 and 24 take is linear in them.
    const [eight, twentyFour] = [8, 24].map((channels) => executed(`dw_k3x3_h8w8_c${channels}_m1_s1_same`));
    between(remedy.instructions, near((eight + twentyFour) / 2));
  });

  test.each([
    ['mean_1x8x8x64_ax12_keep', 'avgpool_k8x8_h8w8_c64_s8_valid'],
    ['mean_1x3x3x256_ax12', 'avgpool_k3x3_h3w3_c256_s3_valid'],
  ])('of the mean of a map as an average pool: %s', async (name, pool) => {
    const [layer] = await operatorsOf(sweptModel(name));
    expect(layer).toMatchObject({
      kernel: 'TFLM reference',
      whySlow: "CMSIS-NN has no kernel for it: TFLM's plain one goes element by element",
    });
    const [remedy] = layer.remedies;
    expect(remedy.says).toBe('as an AVERAGE_POOL_2D over the whole map (AveragePooling2D, then Reshape)');
    between(remedy.instructions, near(executed(pool)));
  });

  test('not of a mean along another axis', async () => {
    expect((await operatorsOf(sweptModel('mean_1x64x16_ax1')))[0].remedies).toEqual([]);
  });

  test('with the optimized library', async () => {
    const name = 'conv_k3x3_h16w16_ci16_co16_s1_same';
    const [layer] = await operatorsOf(sweptModel(name), { profile: 'cortex-m4f/reference' });
    expect(layer).toMatchObject({ kernel: 'TFLM reference', whySlow: expect.stringContaining('OPTIMIZED_KERNEL_DIR') });
    const [remedy] = layer.remedies;
    expect(remedy.says).toBe('with the kernels of cortex-m4f/cmsis_nn');
    between(remedy.instructions, near(executed(name)));
  });
});

test.each([{}, { profile: 'esp32/esp_nn' }, { board: 'arduino-nano-33-ble' }])(
  'as a table, with %o',
  async (options) => {
    const { status, out } = await explain(image, options);
    expect(status).toBe(0);
    const [head, ...rows] = out.split('\n').filter((line) => /^ +(#|\d+) +(operator|[A-Z0-9_]+) +\S/.test(line));
    expect(head.trimEnd().endsWith('ms')).toBe('board' in options);
    expect(rows.length).toBeGreaterThan(3);
  },
);

// arm_convolve_wrapper_s8.c, arm_depthwise_conv_wrapper_s8.c and esp-tflite-micro's kernels/esp_nn say which.
test.each([
  ['conv_k1x1_h16w16_ci16_co16_s1_same', 'cortex-m4f/cmsis_nn', 'arm_convolve_1x1_s8_fast', undefined],
  ['conv_k1x1_h16w16_ci32_co64_s2_same', 'cortex-m4f/cmsis_nn', 'arm_convolve_1x1_s8', undefined],
  [
    'conv_k3x3_h8w8_ci3_co64_s1_same',
    'cortex-m4f/cmsis_nn',
    'arm_convolve_s8',
    'each output sums 27 products: 16 in the fast loop, which takes 16 at a time, and 11 in a slower one',
  ],
  ['conv_k1x3_h1w64_ci16_co32_s1_same', 'cortex-m55-mve/cmsis_nn', 'arm_convolve_1_x_n_s8', undefined],
  ['dw_k3x3_h8w8_c32_m1_s1_same', 'cortex-m4f/cmsis_nn', 'arm_depthwise_conv_3x3_s8', undefined],
  [
    'dw_k5x5_h8w8_c32_m1_s1_same',
    'cortex-m4f/cmsis_nn',
    'arm_depthwise_conv_s8_opt',
    'a window of 5x5 is copied first',
  ],
  ['dw_k5x5_h8w8_c32_m1_s1_same', 'cortex-m0plus/cmsis_nn', 'arm_depthwise_conv_s8', 'cortex-m0plus has no DSP'],
  ['dw_k5x5_h8w8_c32_m1_s1_same', 'cortex-m55-mve/cmsis_nn', 'arm_depthwise_conv_s8_opt', undefined],
  ['dw_k3x3_h8w8_c32_m1_s1_same', 'esp32/esp_nn', 'esp_nn_depthwise_conv_s8', undefined],
  ['dw_k3x3_h8w8_c16_m1_s1_same_d2', 'esp32/esp_nn', 'TFLM reference', 'no kernel for dilated layers'],
])('%s on %s: %s', async (name, profile, kernel, why) => {
  const [layer] = await operatorsOf(sweptModel(name), { profile });
  expect(layer.kernel).toBe(kernel);
  expect(layer.whySlow ?? '').toContain(why ?? '');
  if (why === undefined) expect(layer).not.toHaveProperty('whySlow');
});

test('a whole model on a board, as a table of at most 100 columns with the time of each layer', async () => {
  const { status, out } = await explain(image, { board: 'arduino-nano-33-ble' });
  expect(status).toBe(0);
  expect(out).toMatch(/kernels of cortex-m4f\/cmsis_nn, on Arduino Nano 33 BLE.*: [\d.]+ ms ±25%/);
  expect(out).toMatch(/0 {2}CONV_2D +arm_convolve_s8 /);
  for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  const { latencyMs, operators } = JSON.parse((await explain(image, { board: 'arduino-nano-33-ble', json: true })).out);
  const sum = operators.reduce((total: number, { milliseconds = 0 }) => total + milliseconds, 0);
  expect(sum).toBeCloseTo(latencyMs, 9);
});

test('instructions of all layers are those that measure tells', async () => {
  const { instructions, operators } = JSON.parse((await explain(image, { json: true })).out);
  expect(operators.reduce((sum: number, layer: { instructions: number }) => sum + layer.instructions, 0)).toBe(
    instructions,
  );
});
