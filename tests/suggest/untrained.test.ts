// What is said of a network before it is trained must be true of it after: to the byte.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import { compactFile } from '../../src/compress/compact.ts';
import { compress } from '../../src/compress/compress.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { readShippedBoard } from '../../src/config/shipped-boards.ts';
import { runGate } from '../../src/gate/gate.ts';
import { measureModel, onBoards, profilesOfBoards } from '../../src/gate/measure.ts';
import { simulationOn } from '../../src/gate/simulation.ts';
import { buildSection, type NetworkSection } from '../../src/nn/architectures/expand.ts';
import { createForward } from '../../src/nn/forward.ts';
import { costsOf } from '../../src/suggest/costs.ts';
import { untrainedCosts } from '../../src/suggest/judged.ts';
import { connectedStudent, untrainedModel } from '../../src/suggest/untrained.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { gateInput } from '../gate/in-memory.ts';
import { MAKERS } from '../micro/oracle.ts';

const boards = ['arduino-nano-33-ble', 'esp32-s3-devkitc-1', 'raspberry-pi-pico'].map((id) => {
  const board = readShippedBoard(id, BOARD_FILES);
  if (!board) throw new Error(`no board ${id}`);
  return must(board);
});

interface Case {
  readonly name: string;
  readonly student: string;
  readonly shape: readonly number[];
  readonly mode?: 'int8' | 'int16x8';
  readonly dense?: 'per-tensor';
}

const CNN = `{ layers: [{ conv2d: { filters: 6, kernel: 3, batchNorm: true, activation: relu } },
  { maxPool: { size: 2 } }, { separableConv2d: { filters: 12, kernel: 3, batchNorm: true, activation: relu } },
  { flatten: {} }, { dense: { units: 4 } }] }`;

const CASES: readonly Case[] = [
  { name: 'a CNN', student: CNN, shape: [8, 8, 2] },
  { name: 'a CNN in int16', student: CNN, shape: [8, 8, 2], mode: 'int16x8' },
  { name: 'a CNN with one scale a dense layer', student: CNN, shape: [8, 8, 2], dense: 'per-tensor' },
  { name: 'DS-CNN', student: '{ arch: { ds-cnn: { width: 0.2, softmax: false } } }', shape: [20, 10, 1] },
  { name: 'ResNet-8', student: '{ arch: { resnet-8: { width: 0.25, softmax: false } } }', shape: [16, 16, 3] },
  {
    name: 'MobileNetV2',
    student: '{ arch: { mobilenet-v2: { width: 0.1, last: 32, softmax: false } } }',
    shape: [32, 32, 3],
  },
  { name: 'a 1-D CNN', student: '{ arch: { cnn-1d: { width: 0.1, softmax: false } } }', shape: [40, 3] },
  { name: 'a TCN', student: '{ arch: { tcn: { width: 0.4, levels: 2, softmax: false } } }', shape: [40, 3] },
  { name: 'an autoencoder', student: '{ arch: { fc-autoencoder: { width: 0.1 } } }', shape: [32] },
];

const sectionOf = (student: string): NetworkSection =>
  must(parseSpec(`version: 1\nmodels: { m: { student: ${student} } }`, 'kd.yaml')).models.m.student;

/** As any training may leave it, quantized on noise by all steps of `compress`. */
function compressed({ student, shape, mode = 'int8', dense }: Case) {
  const network = must(buildSection(sectionOf(student), { inputShape: shape, classes: 4 }, 1, 'student'));
  const source = random(7, 'weights');
  for (const node of network.nodes) {
    // Positive, as a variance is.
    for (const values of Object.values('parameters' in node ? node.parameters : {})) {
      values.forEach((value, i) => {
        values[i] = Math.abs(value) + 0.05 + 0.1 * source.uniform();
      });
    }
  }
  const x = Float32Array.from({ length: 8 * sizeOf(shape) }, () => source.uniform());
  const { activations } = createForward(network, MAKERS.wasm);
  const numbers = { mode, dense: dense ?? 'per-channel' } as const;
  const plain = { calibration: 'min-max', percentile: 99.99, biasCorrection: false, equalize: false } as const;
  const params = { ...numbers, ...plain };
  const calibration = { x, count: 8, shape };
  const simulate = simulationOn(MAKERS.wasm);
  return must(compress({ network, calibration, activations, params, simulate, write: writeModel })).bytes;
}

describe.each(CASES)('$name that nobody trained', (one) => {
  const { student, shape, mode = 'int8', dense = 'per-channel' } = one;
  const found = must(
    untrainedModel(must(connectedStudent(sectionOf(student), { inputShape: shape, classes: 4 })), { mode, dense }),
  );
  const costs = must(costsOf(found, { boards, compact: false }));
  const measured = must(measureModel(compressed(one), profilesOfBoards(boards), MAKERS.wasm));

  test('has the size and the work of the same one with weights', () => {
    expect(costs.model.sizeBytes).toBe(measured.figures.sizeBytes);
    expect(costs.model.macs).toBe(measured.figures.macs);
  });

  test('has its arena with each library of kernels', () => {
    expect(costs.model.profiles).toEqual(measured.figures.profiles);
  });

  test('has its latency, instructions and flash', () => {
    expect(costs.boards).toEqual(onBoards(boards, measured).boards);
    expect(costs.model.costs).toEqual(measured.figures.costs);
  });
});

// Equal numbers are written once, and which are equal a training decides.
test('as a compact file its size is known within a fiftieth', () => {
  const one = { name: 'CNN', student: CNN, shape: [8, 8, 2] };
  const network = must(connectedStudent(sectionOf(CNN), { inputShape: one.shape, classes: 4 }));
  const found = must(untrainedModel(network, { mode: 'int8', dense: 'per-channel' }));
  const costs = must(costsOf(found, { boards, compact: true }));
  const file = must(compactFile(compressed(one))).bytes;
  expect(Math.abs(costs.model.sizeBytes - file.length)).toBeLessThanOrEqual(0.02 * file.length);
  expect(costs.model.profiles).toEqual(
    must(measureModel(file, profilesOfBoards(boards), MAKERS.wasm)).figures.profiles,
  );
});

// How many exponentials a softmax needs depends on how far its answers are apart (micro/work/softmax.ts).
test('with a softmax all but its time is known before a training', () => {
  const one = { name: 'ds-cnn', student: '{ arch: { ds-cnn: { width: 0.2 } } }', shape: [20, 10, 1] };
  const params = { mode: 'int8', dense: 'per-channel' } as const;
  const network = must(connectedStudent(sectionOf(one.student), { inputShape: one.shape, classes: 4 }));
  const costs = must(costsOf(must(untrainedModel(network, params)), { boards, compact: false }));
  const measured = must(measureModel(compressed(one), profilesOfBoards(boards), MAKERS.wasm));
  expect(costs.model.sizeBytes).toBe(measured.figures.sizeBytes);
  expect(costs.model.profiles).toEqual(measured.figures.profiles);
});

describe('the model of fixtures/digits, trained', () => {
  const folder = join(import.meta.dirname, '../../fixtures/digits');
  const files = new Map(
    ['data/train.npz', 'data/test.npz', 'teacher.tflite'].map((name) => [name, readFileSync(join(folder, name))]),
  );
  const yaml = readFileSync(join(folder, 'kd.yaml'), 'utf8');
  const input = { ...gateInput(yaml, files), boards: new Map([['arduino-nano-33-ble', boards[0]]]) };
  let report: Awaited<ReturnType<typeof trained>>;
  const trained = async () => must(await runGate(input)).report.models[0];
  beforeAll(async () => {
    report = await trained();
  }, 60_000);

  test('costs what was said before its training', () => {
    const { digits } = input.spec.models;
    const { figures } = must(untrainedCosts(digits, { inputShape: [8, 8, 1], classes: 10 }, [boards[0]]));
    expect(figures.model.sizeBytes).toBe(report.model.sizeBytes);
    expect(figures.model.profiles).toEqual(report.model.profiles);
    expect(figures.model.costs).toEqual(report.model.costs);
    expect(figures.boards).toEqual(report.boards);
    expect(figures.model.macs).toBe(report.model.macs);
  });
});
