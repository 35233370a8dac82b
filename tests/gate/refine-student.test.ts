// A student that is pruned and clustered inside the gate: what each step leaves, and what quantization keeps of it.
import { describe, expect, test } from 'vitest';
import { attempt, must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import { type ModelRun, modelRunsOf } from '../../src/gate/model-run.ts';
import { trainStudent } from '../../src/gate/train-student.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import type { Results } from '../../src/store/results.ts';
import type { Checkpoint } from '../../src/student/checkpoint.ts';
import { readModel } from '../../src/tflite/read.ts';
import { ENGINES, networkOf } from '../nn/networks.ts';
import { clouds } from './clouds.ts';

const [, { over }] = ENGINES;

const LAYERS = [
  { dense: { units: 24, batchNorm: true, activation: 'relu' } },
  { dense: { units: 16, batchNorm: true, activation: 'relu' } },
  { dense: { units: 2 } },
];
const unused = () => {
  throw new Error('not used');
};

function runOf(sections: string, results?: Results): ModelRun {
  const text = `version: 1
models:
  m:
    student: { layers: [{ dense: { units: 2 } }] }
    distill: { epochs: 8, batch: 16, validation: 0.25 }
${sections.replace(/^/gm, '    ')}
`;
  const [run] = modelRunsOf({
    spec: must(parseSpec(text, 'kd.yaml')),
    boards: new Map(),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    results,
    tools: {
      read: unused,
      makeKernels: (bytes) => over(createMemory(bytes)),
      makeTrainer: singleTrainer(over),
      evaluate: evaluateOn(1, unused),
      onProgress: () => undefined,
    },
  });
  return run;
}

const set = clouds(160, 0.5);
const studentOf = (run: ModelRun) =>
  trainStudent(run, { train: set, calibrate: set, test: set }, networkOf([8], LAYERS), 'train');
const student = async (sections: string, results?: Results) => must(await studentOf(runOf(sections, results)));

/** int8 weights by dense layer. */
function weightsOf(bytes: Uint8Array): Int8Array[] {
  const { subgraphs, buffers } = must(readModel(bytes));
  const [{ tensors, operators }] = subgraphs;
  return operators
    .filter(({ code }) => code === 'FULLY_CONNECTED')
    .map(({ inputs }) => Int8Array.from(new Int8Array(buffers[tensors[inputs[1]].buffer].slice().buffer)));
}

const zerosIn = (values: Int8Array) => values.filter((value) => value === 0).length;
const differentIn = (values: Int8Array) => new Set(values).size;

describe('a student made smaller', () => {
  test('without prune and cluster there are no steps', async () => {
    expect((await student('quantize: { mode: int8 }')).stages).toBeUndefined();
  });

  test('half of each layer is zero, and so it is after quantization-aware training', async () => {
    const plain = await student('prune: { sparsity: 0.5 }');
    // 8x24, 24x16 and 16x2 weights; a weight that isn't zero may become so where it is small.
    const [first, second, third] = weightsOf(plain.bytes).map(zerosIn);
    expect(first).toBeGreaterThanOrEqual(96);
    expect(second).toBeGreaterThanOrEqual(192);
    expect(third).toBeGreaterThanOrEqual(16);
    expect(plain.stages?.map(({ name, zeros }) => [name, zeros])).toEqual([
      ['trained', 0],
      ['sparse', 0.5],
    ]);
    const aware = await student('prune: { sparsity: 0.5 }\nquantize: { aware: true }');
    expect(zerosIn(weightsOf(aware.bytes)[1])).toBeGreaterThanOrEqual(192);
  });

  test('clusters keep the zeros of pruning, and quantization-aware training keeps both', async () => {
    for (const quantize of ['{}', '{ aware: true }']) {
      const { bytes, stages } = await student(
        `prune: { sparsity: 0.5 }\ncluster: { clusters: 8 }\nquantize: ${quantize}`,
      );
      expect(stages?.map(({ name }) => name)).toEqual(['trained', 'sparse', 'clustered']);
      const [first, second] = weightsOf(bytes);
      expect(differentIn(first)).toBeLessThanOrEqual(8);
      expect(differentIn(second)).toBeLessThanOrEqual(8);
      expect(zerosIn(second)).toBeGreaterThanOrEqual(192);
    }
  });

  test('fewer channels are smaller layers', async () => {
    const { bytes, stages, training } = await student('prune: { channels: 0.5 }');
    const sizes = weightsOf(bytes).map(({ length }) => length);
    // 608 multiply-accumulates of the layers, and their other outputs.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(304);
    expect(stages?.map(({ name }) => name)).toEqual(['trained', 'fewer channels']);
    // What is told of the training is that of the student as kd.yaml has it.
    expect(training.trainableParameters).toBe(8 * 24 + 2 * 24 + 24 * 16 + 2 * 16 + 16 * 2 + 2);
  });

  test('what can not be pruned so far says so, and what can not be pruned at all is refused', async () => {
    const { stages } = await student('prune: { channels: 0.95, epochs: 1 }');
    expect(stages?.[1].shortfall).toMatch(/^prune\.channels asks for 95% of the work, \d\d% went/);
    const alone = networkOf([8], [{ dense: { units: 2 } }]);
    const outcome = await trainStudent(
      runOf('prune: { channels: 0.5 }'),
      { train: set, calibrate: set },
      alone,
      'train',
    );
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'compress/no-channels' }] });
  });

  test('a run that was killed goes on to the same bytes', async () => {
    const sections = 'prune: { sparsity: 0.6 }\ncluster: { clusters: 8 }\nquantize: { aware: true }';
    const whole = await student(sections);
    for (const killedAt of [3, 11, 14, 17, 20]) {
      const store = new Map<string, Checkpoint>();
      let kept = 0;
      let isKilled = false;
      const checkpoints = {
        find: async (key: string) => store.get(key),
        async keep(key: string, checkpoint: Checkpoint) {
          store.set(key, structuredClone(checkpoint));
          if (++kept === killedAt && !isKilled) {
            isKilled = true;
            throw new Error('killed');
          }
        },
        drop: async (key: string) => void store.delete(key),
      };
      const results = {
        recall: async () => undefined,
        keep: async () => undefined,
        recallTeacher: async () => undefined,
        keepTeacher: async () => undefined,
        checkpoints,
      };
      await expect(studentOf(runOf(sections, results))).rejects.toThrow('killed');
      expect((await student(sections, results)).bytes).toEqual(whole.bytes);
    }
  });

  test('its work is asked for before each step', async () => {
    const run = runOf('prune: { channels: 0.3, sparsity: 0.5 }\ncluster: {}');
    const stages: string[] = [];
    const spend: ModelRun['spend'] = ({ stage }) => attempt(() => void stages.push(stage));
    must(await studentOf({ ...run, spend }));
    expect(stages.filter((stage) => stage !== 'quantize')).toEqual([
      'train',
      // The pass over the calibration samples, and the training.
      'prune channels',
      'prune channels',
      'prune weights',
      'cluster',
    ]);
  });
});
