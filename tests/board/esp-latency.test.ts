import { describe, expect, test } from 'vitest';
import { bandOf, fitTo, others, pointOf, predict } from '../../bench/latency/esp-fit.ts';
import { workload } from '../../bench/latency/workloads.ts';
import { type EspChip, espLatencies, modelLibrary } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import type { Board } from '../../src/board/board.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { weightLines } from '../../src/board/cores/flash-cache.ts';
import { calibrationOf, latencyOf } from '../../src/board/latency.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Model } from '../../src/tflite/model.ts';

function board(mcu: string, profile: string, clockMHz: number): Board {
  const memory = { ramBytes: 320 * 1024, flashBytes: 4 << 20, flash: 'external' as const };
  return { id: 'a-board', name: 'A board', mcu, profile, clockHz: clockMHz * 1e6, ...memory, sources: [] };
}

const on = (name: string, ...of: Parameters<typeof board>) => latencyOf(must(resolve(workload(name))), board(...of));
const MCU: Readonly<Record<string, string>> = { ESP32: 'ESP32-D0WD', 'ESP32-C3': 'ESP32-C3FN4' };

describe('lines that a cache in front of flash fetches', () => {
  // ESP32's: 32 KB, two ways, lines of 32 bytes.
  const flashCache = { bytes: 32_768, ways: 2, lineBytes: 32, codeBytes: 0 };

  test('is the one of ESP32', () => {
    expect(CYCLES['xtensa-lx6'].flashCache).toMatchObject({ bytes: 32_768, ways: 2, lineBytes: 32 });
  });

  test('weights that fit into it: each line once, however often they are read', () => {
    // 4,096 bytes are 128 lines of 32.
    expect(weightLines({ weightBytes: 4096, weightPasses: 125 }, flashCache)).toBe(128);
    // Two ways of 512 lines: exactly full.
    expect(weightLines({ weightBytes: 32_768, weightPasses: 9 }, flashCache)).toBe(1024);
  });

  test('of weights that exceed it by little, the sets with a third line lose all three on every pass', () => {
    // 3x3x64x64 weights and 64 biases: 37,120 bytes are 1,160 lines, 2 in each of 512 sets and a third in 136.
    expect(weightLines({ weightBytes: 37_120, weightPasses: 64 }, flashCache)).toBe(1160 + 63 * 3 * 136);
  });

  test('twice its size: everything on every pass', () => {
    // 256x256 weights and 256 biases for 3x3 pixels.
    expect(weightLines({ weightBytes: 66_560, weightPasses: 9 }, flashCache)).toBe(9 * 2080);
  });
});

const allRows = (chip: EspChip) => [...chip.rows, ...chip.checks].map((row) => ({ chip, row }));

describe('measured on boards (fixtures/oracle/esp-latencies.json)', () => {
  const { chips } = espLatencies();

  test.each(chips.flatMap(allRows).map(({ chip, row }) => [chip.name, ...row] as const))(
    '%s: %s at %d MHz took %d ms with %s: inside the band',
    (name, model, mhz, measuredMs, profile) => {
      const found = on(model, MCU[name], profile, mhz);
      if (!('latencyMs' in found)) throw new Error(JSON.stringify(found));
      expect(Math.abs(measuredMs / found.latencyMs - 1)).toBeLessThanOrEqual(found.bandPercent / 100);
      expect(found.bandPercent).toBeLessThanOrEqual(30);
    },
  );

  test('predicted without the model, in the band that the others earn', () => {
    const left = chips.flatMap((chip) => {
      const points = chip.rows.map((row) => pointOf(chip, row));
      return points.map((point) => {
        const rest = others(points, point);
        const isInside = Math.abs(point.measuredMs / predict(point, fitTo(rest)) - 1) <= bandOf(rest) / 100;
        return [chip.name, point.workload, point.clockMHz, isInside];
      });
    });
    expect(left.filter(([, , , isInside]) => !isInside)).toEqual([]);
    expect(left.filter(([name]) => name === 'ESP32').map(([, model]) => model)).toEqual([
      ...['kws', 'ic', 'ad', 'person'],
      ...['kws', 'ic'],
    ]);
  });

  test('flash takes the same time at a lower clock: fewer cycles', () => {
    const cycles = (mhz: number) => {
      const found = on('ad', 'ESP32-D0WD', 'esp32/esp_nn', mhz);
      return 'latencyMs' in found ? found.latencyMs * mhz : Number.NaN;
    };
    expect(cycles(160)).toBeLessThan(0.8 * cycles(240));
  });
});

/** One dense layer, int8. */
function dense(inputs: number, outputs: number): Model {
  const quantization = { scales: [0.1], zeroPoints: [0], quantizedDimension: 0 };
  const tensor = (shape: readonly number[], buffer: number) =>
    ({ name: '', type: 'INT8', shape, buffer, quantization, isVariable: false }) as const;
  const tensors = [tensor([1, inputs], 0), tensor([outputs, inputs], 1), tensor([1, outputs], 0)];
  const operators = [
    { code: 'FULLY_CONNECTED', version: 1, inputs: [0, 1], outputs: [2], options: {}, hasOptions: true } as const,
  ];
  return {
    version: 3,
    description: '',
    subgraphs: [{ name: '', tensors, operators, inputs: [0], outputs: [2] }],
    buffers: [new Uint8Array(0), new Uint8Array(inputs * outputs)],
    metadata: [],
  };
}

describe('where no band holds', () => {
  test('a small model that the cache keeps: a lower bound, and what a cold cache takes', () => {
    const found = latencyOf(must(resolve(dense(64, 64))), board('ESP32-D0WD', 'esp32/esp_nn', 240));
    if (!('latencyAtLeastMs' in found)) throw new Error(JSON.stringify(found));
    // 10 instructions for a MAC and 75 for an output (oracle/esp), 1.197 cycles each, less 20 %.
    const core = ((64 * 64 * 10 + 64 * 75) * 1.197) / 240e3;
    expect(found.latencyAtLeastMs).toBeGreaterThan(0.8 * core);
    expect(found.latencyAtLeastMs).toBeLessThan(0.85 * core);
    // 4,096 bytes and 1,700 of code at 4.137 µs for 32.
    expect(found.reason).toMatch(
      /^without reading weights and code from flash: both fit .* about 0\.9\d? ms where other/,
    );
  });

  test('a model that the cache keeps, with little to read for its work: the middle, in a wider band', () => {
    const model = must(resolve(modelLibrary()({ source: 'models', model: 'micro_speech_quantized' })));
    const found = latencyOf(model, board('ESP32-D0WD', 'esp32/esp_nn', 240));
    if (!('latencyMs' in found)) throw new Error(JSON.stringify(found));
    // 18,800 bytes of weights and biases, and the code of five routines: 850 lines of 4.137 µs at most, none at least.
    const flashMs = (850 * 4.137) / 1000;
    const coreMs = found.latencyMs - flashMs / 2;
    const own = (100 * flashMs) / 2 / found.latencyMs;
    expect(coreMs).toBeGreaterThan(2 * flashMs);
    // The depthwise layer with a multiplier was counted on RV32 only.
    expect(found.bandPercent).toBeGreaterThanOrEqual(Math.floor(Math.hypot(20, own)));
    expect(found.bandPercent).toBeLessThanOrEqual(30);
  });

  test('a model on ESP32-C3 that reads more from flash than the one that was measured: a lower bound', () => {
    expect(on('ad', 'ESP32-C3FN4', 'esp32c3/esp_nn', 160)).toMatchObject({
      latencyAtLeastMs: expect.any(Number),
      reason: expect.stringContaining('reading weights from flash'),
    });
    expect(on('ic', 'ESP32-C3FN4', 'esp32c3/esp_nn', 160)).toHaveProperty('latencyMs');
  });

  test('a chip with the same core that nobody has measured: one cycle for each instruction, less 10 %', () => {
    const found = on('kws', 'ESP32-C6FH4', 'esp32c3/esp_nn', 160);
    if (!('latencyAtLeastMs' in found)) throw new Error(JSON.stringify(found));
    // 25,827,641 instructions were counted.
    expect(found.latencyAtLeastMs / ((0.9 * 25_827_641) / 160e3)).toBeCloseTo(1, 2);
    expect(found.reason).toContain('nobody has measured on this chip');
  });

  test('an operator that was counted on another core widens the band, and alone decides nothing', () => {
    const [graph] = workload('kws').subgraphs;
    const logistic = { ...graph.operators.at(-1), code: 'LOGISTIC', options: {} } as (typeof graph.operators)[number];
    const model = workload('kws');
    const longer = { ...model, subgraphs: [{ ...graph, operators: [...graph.operators, logistic] }] };
    const esp32 = board('ESP32-D0WD', 'esp32/esp_nn', 240);
    expect(latencyOf(must(resolve(longer)), esp32)).toMatchObject({ bandPercent: 20 });
    const alone = { ...model, subgraphs: [{ ...graph, operators: [logistic] }] };
    expect(latencyOf(must(resolve(alone)), esp32)).toEqual({
      reason: expect.stringContaining('counted on another core only'),
    });
  });

  test.each([
    ['ESP32-S2', 'esp32/esp_nn', 'this chip has not been measured'],
    ['ESP32-S3', 'esp32s3/esp_nn', 'KWS 36.9 ms'],
    ['ESP32-S3', 'esp32s3/esp_nn-1.1.2', 'KWS 36.9 ms'],
    ['ESP32-P4', 'esp32p4/esp_nn', 'person_detect in 73 ms'],
    ['ESP32', 'esp32/reference', 'have not been counted on Xtensa'],
  ])('%s with %s: not measured, %s', (mcu, profile, words) => {
    expect(on('kws', mcu, profile, 240)).toEqual({ reason: expect.stringContaining(words) });
    expect(calibrationOf(board(mcu, profile, 240))).toBeUndefined();
  });

  test('a board file that only says ESP32 is an ESP32', () => {
    expect(calibrationOf(board('ESP32', 'esp32/esp_nn', 240))).toMatchObject({ bandPercent: 20 });
  });
});
