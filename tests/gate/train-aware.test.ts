// Quantization-aware training inside the gate: what it makes, and which of both models is shipped.
import { expect, test } from 'vitest';
import { attempt, must, reject } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { type Evaluate, evaluateOn } from '../../src/gate/evaluate.ts';
import { type ModelRun, modelRunsOf } from '../../src/gate/model-run.ts';
import { trainStudent } from '../../src/gate/train-student.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';
import { ENGINES, networkOf } from '../nn/networks.ts';
import { clouds } from './clouds.ts';

const [, { over }] = ENGINES;

const LAYERS = [{ dense: { units: 6, batchNorm: true, activation: 'relu' } }, { dense: { units: 2 } }];
const unused = () => {
  throw new Error('not used');
};

function runOf(quantize: string, evaluate: Evaluate = evaluateOn(1, unused), more = ''): ModelRun {
  const text = `version: 1
models:
  m:
    student: { layers: [{ dense: { units: 2 } }] }
    distill: { epochs: 5, batch: 16, validation: 0.25${more} }
    quantize: ${quantize}
`;
  const [run] = modelRunsOf({
    spec: must(parseSpec(text, 'kd.yaml')),
    boards: new Map(),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    tools: {
      read: unused,
      makeKernels: (bytes) => over(createMemory(bytes)),
      makeTrainer: singleTrainer(over),
      evaluate,
      onProgress: () => undefined,
    },
  });
  return run;
}

const set = clouds(120, 0.3);
const student = async (run: ModelRun) =>
  must(await trainStudent(run, { train: set, calibrate: set, test: set }, networkOf([8], LAYERS), 'train'));

/** Answers that the test gives: first those of QAT, then those of PTQ. */
function answering(...corrects: number[]) {
  const asked: { readonly bytes: Uint8Array; readonly samples: number }[] = [];
  const evaluate: Evaluate = async ({ bytes }, { count }) => {
    asked.push({ bytes, samples: count });
    const correct = corrects[asked.length - 1];
    return attempt(() => ({
      rows: new Float64Array(count),
      accuracy: { correct, total: count },
      correctBySample: new Uint8Array(count),
    }));
  };
  return { asked, evaluate };
}

test('without aware nothing is trained again or judged', async () => {
  const { training } = await student(runOf('{ mode: int8 }', unused));
  expect(training.aware).toBeUndefined();
  expect((await student(runOf('{ aware: false }', unused))).training.aware).toBeUndefined();
});

test.each([
  ['the better on held-out samples', [25, 24], 0],
  ['of equals the one that was quantized after training', [24, 24], 1],
  ['the one that was quantized after training where that is better', [23, 24], 1],
] as const)('ships %s', async (_, corrects, winner) => {
  const { asked, evaluate } = answering(...corrects);
  const { bytes, training } = await student(runOf('{ aware: { epochs: 2, learningRate: 0.001 } }', evaluate));
  // A quarter of 60 samples of each class.
  expect(asked.map(({ samples }) => samples)).toEqual([30, 30]);
  expect(asked[0].bytes).not.toEqual(asked[1].bytes);
  expect(bytes).toBe(asked[winner].bytes);
  expect(training.aware).toMatchObject({
    epochs: 2,
    learningRate: 0.001,
    judgedOn: 'held-out',
    answers: { correct: corrects[0], total: 30 },
    answersBefore: { correct: corrects[1], total: 30 },
    isShipped: winner === 0,
  });
});

// A tenth of the values is cut off at each end, so the range ends well before the outermost.
test('its input has the range that `calibration` gives it', async () => {
  const stepOf = (bytes: Uint8Array) => {
    const [{ tensors, inputs }] = must(readModel(bytes)).subgraphs;
    return tensors[inputs[0]].quantization?.scales[0] ?? 0;
  };
  const { asked, evaluate } = answering(25, 24, 25, 24);
  await student(runOf('{ aware: true, calibration: percentile, percentile: 90 }', evaluate));
  const { quantization } = await student(runOf('{ aware: true }', evaluate));
  const [clipped, after, whole] = asked.map(({ bytes }) => stepOf(bytes));
  expect(clipped).toBe(after);
  expect(clipped).toBeLessThan(0.8 * whole);
  expect(quantization?.settings).toMatchObject({ calibration: 'min-max', aware: true });
});

test('the float training and its model stay what they are without it', async () => {
  const { asked, evaluate } = answering(1, 1);
  const aware = await student(runOf('{ aware: true }', evaluate));
  const plain = await student(runOf('{}'));
  expect(asked[1].bytes).toEqual(plain.bytes);
  expect(aware.floatScore).toEqual(plain.floatScore);
  expect({ ...aware.training, aware: undefined }).toEqual({ ...plain.training, aware: undefined });
  expect(aware.training.aware).toMatchObject({ epochs: 3, learningRate: 0.002 });
});

test('its work is asked for before it starts', async () => {
  const run = runOf('{ aware: true }', unused);
  const stages: string[] = [];
  const spend: ModelRun['spend'] = ({ stage }) =>
    attempt(() => {
      stages.push(stage);
      if (stage === 'train quantized') reject('limits/work', 'too much');
    });
  const outcome = await trainStudent(
    { ...run, spend },
    { train: set, calibrate: set },
    networkOf([8], LAYERS),
    'train',
  );
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'limits/work' }] });
  expect(stages).toEqual(['train', 'quantize', 'train quantized']);
});

// 3 passes of (8 * 6 + 2 * 6 + 6 * 2) MACs, noise in 8 values, and the teacher's answer, of 120 samples in 3 epochs.
test('its work has the augmentation and the passes of a live teacher in it', async () => {
  const run = runOf('{ aware: true }', evaluateOn(1, unused), ', augment: [{ noise: { deviation: 0.1 } }]');
  const spent = new Map<string, number>();
  const spend: ModelRun['spend'] = ({ stage, macs }) => attempt(() => void spent.set(stage, macs));
  const live = {
    answer: (_: Float32Array, count: number) => new Float32Array(2 * count),
    macs: 1_000_000,
    state: new Float32Array(0),
  };
  const teacher = { kind: 'tflite', engine: 'here', logits: new Float32Array(240), digests: {}, live };
  must(
    await trainStudent({ ...run, spend }, { train: set, calibrate: set }, networkOf([8], LAYERS), 'distill', teacher),
  );
  expect(spent.get('train quantized')).toBe(3 * 120 * (3 * (48 + 6 + 6 + 12) + 8 * 100 + 1_000_000));
});

test('it gets the same bytes each time', async () => {
  const [first, second] = [await student(runOf('{ aware: true }')), await student(runOf('{ aware: true }'))];
  expect(first.bytes).toEqual(second.bytes);
});
