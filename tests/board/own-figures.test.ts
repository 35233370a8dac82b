// What timings on one's own board say, with arithmetic by hand: the measured times are multiples of the core's cycles.
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { must } from '../../src/base/problem.ts';
import type { Board, Computer } from '../../src/board/board.ts';
import { BUILTIN_NAMES, builtinModel } from '../../src/board/builtin-models.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { countCycles } from '../../src/board/cycle-count.ts';
import { latencyOf } from '../../src/board/latency.ts';
import {
  layersDigest,
  ownTimeOf,
  type TimedFile,
  withOwnCalibration,
  withOwnTimes,
} from '../../src/board/own-figures.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';

const BOARD: Board = {
  ...{ id: 'ours', name: 'Ours', mcu: 'nRF52840', profile: 'cortex-m4f/cmsis_nn', clockHz: 100_000_000 },
  ...{ ramBytes: 131_072, flashBytes: 524_288, flash: 'internal', sources: [] },
};
const bytesOf = (name: string) => builtinModel(name) ?? expect.unreachable(name);
const resolved = (name: string) => must(resolve(must(readModel(bytesOf(name)))));

/** Milliseconds of the core's own cycles at 100 MHz. */
function plainMs(name: string, profile = BOARD.profile, cycles: keyof typeof CYCLES = 'cortex-m4f'): number {
  const { operators, missing } = countCycles(resolved(name), profileOf(profile), CYCLES[cycles]);
  if (missing.length > 0) throw new Error(missing[0].reason);
  return operators.reduce((sum, operator) => sum + operator.cycles, 0) / 100_000;
}

/** Timings that are so many times what the core's cycles give. */
function timed(
  factors: Readonly<Record<string, number>>,
  board = BOARD,
  plain = (name: string) => plainMs(name),
): Board {
  const files = Object.entries(factors).map(([name, factor]): TimedFile => {
    const bytes = bytesOf(name);
    return { timing: { model: `builtin:${name}`, sha256: sha256Hex(bytes), ms: factor * plain(name) }, bytes };
  });
  return must(withOwnCalibration(board, files));
}

describe('the factor of one board', () => {
  test('is the geometric mean, and the band a quarter more than the worst error left out', () => {
    // sqrt(1 * 1.21) = 1.1; without itself conv is predicted 21 % too high, 1.25 * 21 = 26.25, in steps of 5: 30.
    expect(timed({ conv: 1, dense: 1.21 }).ownCalibration).toMatchObject({
      ...{ factor: 1.1, bandPercent: 30, cycles: 'cortex-m4f' },
      source:
        'measured on your board: 2 models (builtin:conv, builtin:dense), each predicted from the others within 30%',
    });
  });

  test.each([
    [{ conv: 2 }, 30],
    [{ conv: 2, dense: 2 }, 20],
    [{ conv: 2, dense: 2, separable: 2 }, 15],
  ])('of %j has at least the band of so many models', (factors, bandPercent) => {
    expect(timed(factors).ownCalibration).toMatchObject({ factor: 2, bandPercent });
  });

  test('of a single model is said to be one', () => {
    const { ownCalibration } = timed({ conv: 2 });
    expect(ownCalibration).toMatchObject({
      source: expect.stringMatching(/1 model \(builtin:conv\); ±30% until more/),
    });
  });

  test('gives the time of another model', () => {
    const latency = latencyOf(resolved('residual'), timed({ conv: 2, dense: 2, separable: 2 }));
    if (!('latencyMs' in latency)) throw new Error(latency.reason);
    expect(latency.latencyMs / plainMs('residual')).toBeCloseTo(2, 3);
    expect(latency.bandPercent).toBe(15);
  });

  test('stands before the one that ships for the chip', () => {
    expect(latencyOf(resolved('conv'), BOARD)).toMatchObject({
      source: expect.stringContaining('Arduino Nano 33 BLE'),
    });
    expect(latencyOf(resolved('conv'), timed({ dense: 3 }))).toMatchObject({
      source: expect.stringContaining('measured on your board'),
    });
  });

  test.each(['cortex-m7f/cmsis_nn', 'cortex-m55-mve/cmsis_nn', 'cortex-m0plus/cmsis_nn', 'cortex-m4f/reference'])(
    'is found on %s too, calibrated or not',
    (profile) => {
      const board = timed({ dense: 1.5 }, { ...BOARD, mcu: 'none of ours', profile });
      const latency = latencyOf(resolved('conv'), board);
      if (!('latencyMs' in latency)) throw new Error(latency.reason);
      expect(latency.latencyMs).toBeGreaterThan(0);
      expect(latency.source).toContain('measured on your board');
    },
  );

  test('of one model on a chip with flash outside gives the time of models that its cache keeps', () => {
    const pico = { ...BOARD, mcu: 'RP2040', profile: 'cortex-m0plus/cmsis_nn', flash: 'external' } as const;
    const latency = latencyOf(resolved('conv'), timed({ dense: 1.5 }, pico));
    // One model has ±30 %; what is read where the cache has lost it may widen that.
    if (!('latencyMs' in latency)) throw new Error(latency.reason);
    expect(latency.bandPercent).toBeGreaterThanOrEqual(30);
    expect(latency.bandPercent).toBeLessThanOrEqual(50);
  });

  test('is that of the core alone where only another chip reads flash outside', () => {
    const board = timed({ dense: 2 }, { ...BOARD, mcu: 'none of ours', profile: 'cortex-m0plus/cmsis_nn' }, (name) =>
      plainMs(name, 'cortex-m0plus/cmsis_nn', 'instructions'),
    );
    expect(board.ownCalibration).toMatchObject({ cycles: 'instructions', factor: 2 });
    expect(board.ownCalibration).not.toHaveProperty('flash');
  });

  test('is none where the timings contradict each other: a wrong clock, or two builds', () => {
    const board = timed({ conv: 1, dense: 1, separable: 2 });
    expect(latencyOf(resolved('residual'), board)).toEqual({
      reason: expect.stringMatching(
        /do not agree: builtin:\w+ takes \d+% more or less .* measure again with one build/,
      ),
    });
  });

  test('of a chip that reads flash outside has the share of that in it, as the known chip', () => {
    const esp32: Board = { ...BOARD, mcu: 'ESP32-D0WD', profile: 'esp32/esp_nn', flash: 'external' };
    const before = latencyOf(resolved('dense'), esp32);
    if (!('latencyMs' in before)) throw new Error(before.reason);
    const own = timed({ dense: 2 }, esp32, () => before.latencyMs);
    expect(own.ownCalibration).toMatchObject({ flash: { microsecondsPerLine: expect.any(Number) } });
    const after = latencyOf(resolved('dense'), own);
    if (!('latencyMs' in after)) throw new Error(after.reason);
    expect(after.latencyMs / before.latencyMs).toBeCloseTo(2, 3);
  });

  test('does not depend on the order of the timings', () => {
    const [one, two] = [
      { conv: 1, dense: 1.1, separable: 0.9 },
      { separable: 0.9, conv: 1, dense: 1.1 },
    ].map((factors) => latencyOf(resolved('residual'), timed(factors)));
    if (!('latencyMs' in one) || !('latencyMs' in two)) throw new Error('no latency');
    expect([two.latencyMs, two.bandPercent]).toEqual([one.latencyMs, one.bandPercent]);
  });
});

describe('the time of a model that was measured', () => {
  const conv = must(readModel(bytesOf('conv')));
  const other = { ...conv, buffers: conv.buffers.map((buffer) => buffer.map((byte) => byte ^ 1)) };
  const sha256 = sha256Hex(bytesOf('conv'));

  test('is that time, without a band', () => {
    expect(ownTimeOf(timed({ conv: 2 }), sha256, conv)).toEqual({
      latencyMs: 2 * plainMs('conv'),
      source: 'measured on your board: this model (builtin:conv)',
    });
  });

  test('is that of the same network with other weights too, within 5 %', () => {
    const bytes = writeModel(other);
    expect(ownTimeOf(timed({ conv: 2 }), sha256Hex(bytes), must(readModel(bytes)))).toMatchObject({
      ...{ latencyMs: 2 * plainMs('conv'), bandPercent: 5 },
      source: expect.stringContaining('the same network with other weights'),
    });
  });

  test('is none of another network, also on a computer, where nothing is estimated', () => {
    const computer: Computer = { id: 'pi', name: 'Pi', mcu: 'BCM2711', runtime: 'tflite', sources: [] };
    const bytes = bytesOf('conv');
    const own = must(withOwnTimes(computer, [{ timing: { model: 'a.tflite', sha256, ms: 1.5 }, bytes }]));
    expect(ownTimeOf(own, sha256, conv)?.latencyMs).toBe(1.5);
    const dense = must(readModel(bytesOf('dense')));
    expect(ownTimeOf(own, sha256Hex(bytesOf('dense')), dense)).toBeUndefined();
  });

  test('is told by shapes, types, options and order, not by names or numbers', () => {
    const [graph] = conv.subgraphs;
    const changed = (change: Partial<typeof graph>) => layersDigest({ ...conv, subgraphs: [{ ...graph, ...change }] });
    const same = layersDigest(conv);
    expect(changed({ name: 'x', tensors: graph.tensors.map((tensor) => ({ ...tensor, name: 'x' })) })).toBe(same);
    expect(layersDigest(other)).toBe(same);
    const [first, ...rest] = graph.operators;
    const strided = { ...first, options: { ...first.options, strideH: 1 } };
    expect(changed({ operators: [strided, ...rest] })).not.toBe(same);
    expect(changed({ operators: rest })).not.toBe(same);
    const [input, ...tensors] = graph.tensors;
    expect(changed({ tensors: [{ ...input, type: 'INT16' }, ...tensors] })).not.toBe(same);
    expect(changed({ operators: [{ ...first, customOptions: Uint8Array.of(1) }, ...rest] })).not.toBe(same);
  });

  test.each(['WHILE', 'IF'] as const)(
    'of one with %s is that of the same numbers alone: they say how often',
    (code) => {
      const [graph] = conv.subgraphs;
      const branching = { ...graph, operators: [...graph.operators, { ...graph.operators[0], code }] };
      const [of, ofOther] = [conv, other].map((model) => layersDigest({ ...model, subgraphs: [branching] }));
      expect(of).not.toBe(ofOther);
      expect(layersDigest({ ...conv, subgraphs: [branching] })).toBe(of);
    },
  );

  test('of two that have the same layers is the longer, in any order: it decides what passes', () => {
    const layers = layersDigest(conv);
    const timings = [8, 10, 9].map((ms) => ({ model: `${ms}.tflite`, sha256: 'ab'.repeat(32), ms, layers }));
    for (const order of [timings, [...timings].reverse()]) {
      expect(ownTimeOf({ timings: order }, sha256, conv)).toMatchObject({ latencyMs: 10, bandPercent: 5 });
    }
  });
});

describe('the models that kd-gate makes', () => {
  // Board files name them with these digests: they may never change.
  test.each([
    ['conv', 'c166eb594e2607b51960dcd199dd6060daecc1e39d64e3043bb875910e7caab1'],
    ['separable', 'a942ef6f437a2ba2c2c91edb3e7a3d8ca865111eab4ad0c14b8e138c63ee270f'],
    ['dense', 'e9846133d05ac17c02b73b8125733a6289c3f2a3c5914f2431b2e4a5aae93e7d'],
    ['residual', 'ee87e3e636bd15a7d06f408fb17daf41a08464e57222ebc1604a0621d1840360'],
  ])('%s has the bytes that it always had', (name, sha256) => expect(sha256Hex(bytesOf(name))).toBe(sha256));

  test('are all of the list, small, and counted to the last operator', () => {
    for (const name of BUILTIN_NAMES) {
      expect(bytesOf(name).length).toBeLessThan(48 * 1024);
      expect(plainMs(name)).toBeGreaterThan(0.1);
    }
  });
});
