// What pruning and clustering cost in accuracy and save, over seeds:
//   node bench/run.mjs bench/shrink.ts [kd.yaml, or a task of bench/tasks] [seeds, default 3] [first seed]
// Each row is the whole gate with one more section in kd.yaml; the float student of a seed is trained once. Accuracy is
// that of the test set.
import { gzipSync } from 'fflate';
import type { ModelSpec } from '../src/config/spec.ts';
import { runGate } from '../src/gate/gate.ts';
import { loadEngine } from '../src/host/engine.ts';
import { alignTable } from '../src/report/aligned.ts';
import type { Results, StoredCheckpoints } from '../src/store/results.ts';
import { readModel } from '../src/tflite/read.ts';
import { must } from './must.ts';
import { specOf } from './spec.ts';
import { deviation, mean, percent } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '3', first = '1'] = process.argv.slice(2);
const engine = await loadEngine();
const { spec, sha256: specSha256, boards, read } = await specOf(file);
const [name, model] = Object.entries(spec.models)[0];

const sparse = { prune: { sparsity: 0.5, pattern: 'unstructured' } } as const;
const clustered = { cluster: { clusters: 16, per: 'tensor' } } as const;
const shared = (clusters: number) => ({ cluster: { clusters, per: 'model' } }) as const;
const half = { prune: { channels: 0.5, pattern: 'unstructured' } } as const;
const WAYS: Readonly<Record<string, Partial<ModelSpec>>> = {
  dense: {},
  '50 % zeros': sparse,
  '2:4': { prune: { pattern: '2:4' } },
  '16 clusters': clustered,
  '12 for all layers': shared(12),
  'zeros + 16 clusters': { ...sparse, ...clustered },
  '60 % zeros + 8 for all': { prune: { sparsity: 0.6, pattern: 'unstructured' }, ...shared(8) },
  'half the MACs': half,
  'half the MACs, QAT': { ...half, quantize: { ...model.quantize, aware: true } },
};

/** Of one process, so that a seed's float student and teacher are trained once. */
function memory(): Results {
  const trainings = new Map<string, Awaited<ReturnType<StoredCheckpoints['find']>>>();
  const teachers = new Map<string, Awaited<ReturnType<Results['recallTeacher']>>>();
  return {
    recall: async () => undefined,
    keep: async () => undefined,
    recallTeacher: async (key) => teachers.get(key),
    keepTeacher: async (key, _files, _asked, teaching) => void teachers.set(key, teaching),
    checkpoints: {
      find: async (key) => trainings.get(key),
      keep: async (key, checkpoint) => void trainings.set(key, checkpoint),
      drop: async (key) => void trainings.delete(key),
    },
  };
}

/** int8 weights of a model's convolutions and dense layers, gzipped. */
function gzippedWeights(bytes: Uint8Array): number {
  const { subgraphs, buffers } = must(readModel(bytes));
  const { tensors, operators } = subgraphs[0];
  const weights = operators
    .filter(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED')
    .map(({ inputs }) => buffers[tensors[inputs[1]].buffer]);
  return gzipSync(Buffer.concat(weights), { level: 9, mtime: 0 }).length;
}

interface Row {
  readonly float: number;
  readonly int8: number;
  readonly bytes: number;
  readonly gzip: number;
  readonly weights: number;
  readonly macs: number;
}

const results = memory();
const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
const makers = { makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1), evaluate: engine.evaluateOn(1) };
const tools = { read, ...makers, onProgress: () => undefined };
const rows = new Map<string, Row[]>(Object.keys(WAYS).map((way) => [way, []]));
const started = performance.now();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  for (const [way, sections] of Object.entries(WAYS)) {
    const changed = { ...spec, seed, models: { [name]: { ...model, ...sections } } };
    const { report, artifacts } = must(await runGate({ spec: changed, specSha256, boards, tool, tools, results }));
    const [{ floatAccuracy, accuracy, model: measured }] = report.models;
    const bytes = artifacts.find((artifact) => artifact.name === 'model.tflite')?.content;
    if (!floatAccuracy || !accuracy || !(bytes instanceof Uint8Array)) throw new Error('the spec has no test set');
    rows.get(way)?.push({
      float: percent(floatAccuracy),
      int8: percent(accuracy),
      bytes: measured.sizeBytes,
      gzip: measured.gzipBytes,
      weights: gzippedWeights(bytes),
      macs: measured.macs,
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const figures = `float ${percent(floatAccuracy).toFixed(2)}, int8 ${percent(accuracy).toFixed(2)}`;
    console.error(`seed ${seed}, ${way}: ${figures}; ${seconds} s`);
  }
}

const dense = rows.get('dense') ?? [];
const header = [
  '',
  'float, %',
  'int8, %',
  'deviation',
  '- dense float, pp',
  'deviation',
  'file, B',
  'gzip, B',
  'times',
  'weights gzip, B',
  'times',
  'MACs',
];
const cells = [...rows].map(([way, own]) => {
  const lost = own.map((row, i) => row.int8 - dense[i].float);
  const average = (key: keyof Row) => mean(own.map((row) => row[key]));
  const times = (key: keyof Row) => mean(own.map((row, i) => dense[i][key] / row[key])).toFixed(2);
  return [
    way,
    average('float').toFixed(2),
    average('int8').toFixed(2),
    deviation(own.map(({ int8 }) => int8)).toFixed(2),
    mean(lost).toFixed(2),
    deviation(lost).toFixed(2),
    average('bytes').toFixed(0),
    average('gzip').toFixed(0),
    times('gzip'),
    average('weights').toFixed(0),
    times('weights'),
    average('macs').toFixed(0),
  ];
});
console.log(`${file}, seeds ${first} to ${Number(first) + Number(count) - 1}`);
console.log(alignTable([header, ...cells], 'lrrrrrrrrrrr').join('\n'));
