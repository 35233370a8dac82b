// Samples a second of the int8 simulator on one thread, beside TensorFlow's interpreter and LiteRT's WASM, measured by
// turns in one run:
//   PYTHON=/path/to/python LITERT=/path/to/node_modules/@litertjs/core/wasm npm run bench:simulate [model.tflite ...]
// PYTHON needs tensorflow; without it, or without LITERT, the columns stay empty. Each figure is the median of the
// rounds.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadEngine } from '../src/host/engine.ts';
import { createInterpreter } from '../src/micro/interpret.ts';
import { resolve } from '../src/micro/resolve.ts';
import { readModel } from '../src/tflite/read.ts';
import { must } from './must.ts';
import { loadLiteRt } from './peers/litert.ts';

const ROUNDS = 7;
const SECONDS = 0.2;
const MODELS = ['mlperf_kws_ref_model', 'tflm_person_detect', 'mlperf_pretrainedResnet_quant', 'mlperf_ad01_int8'];

/** Samples a second, measured for SECONDS. */
type Runner = () => Promise<number>;

const files = process.argv.slice(2);
const models = (files.length > 0 ? files : MODELS.map((name) => `../shared/oracle/models/${name}/model.tflite`)).filter(
  (file) => existsSync(file),
);
if (models.length === 0) {
  console.error('no model to run; name .tflite files: npm run bench:simulate -- model.tflite');
  process.exit(2);
}

const engine = await loadEngine();
const tensorflow = await startTensorFlow(process.env.PYTHON ?? 'python3');
const liteRt = process.env.LITERT ? await loadLiteRt(process.env.LITERT) : undefined;

const versions = `Node ${process.version}, TensorFlow ${tensorflow?.version ?? 'not found'}`;
console.log(`${cpus()[0].model}, ${versions}, medians of ${ROUNDS} rounds, samples/s on one thread`);
const header = ['model', 'MMAC', 'kd-gate', 'XNNPACK', 'ratio', 'BUILTIN_REF', 'ratio', 'LiteRT WASM', 'ratio'];
const table = [header];
for (const file of models) table.push(await rowOf(file));
for (const line of aligned(table)) console.log(line);
tensorflow?.process.kill();

async function rowOf(file: string): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(file));
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), engine.makeKernels));
  const runLiteRt = await liteRt?.compile(bytes).catch(() => undefined);
  const runners: (Runner | undefined)[] = [
    () => samplesPerSecond(() => void must(interpreter.invoke())),
    tensorflow && (() => tensorflow.measure('xnnpack', file)),
    tensorflow && (() => tensorflow.measure('reference', file)),
    runLiteRt && (() => samplesPerSecondLater(runLiteRt)),
  ];
  const rounds: number[][] = runners.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, runner] of runners.entries()) if (runner) rounds[i].push(await runner());
  }
  const [ours, ...peers] = rounds.map(median);
  const macs = interpreter.operators.reduce((sum, operator) => sum + operator.macs, 0);
  const name = basename(file) === 'model.tflite' ? basename(dirname(file)) : basename(file, '.tflite');
  const cells = peers.flatMap((peer) =>
    peer === undefined || Number.isNaN(peer) ? ['', ''] : [figure(peer), ((ours ?? 0) / peer).toFixed(2)],
  );
  return [name, (macs / 1e6).toFixed(2), figure(ours ?? 0), ...cells];
}

async function samplesPerSecond(run: () => void): Promise<number> {
  run();
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < 1000 * SECONDS; count += 4) for (let i = 0; i < 4; i++) run();
  return (1000 * count) / (performance.now() - begin);
}

async function samplesPerSecondLater(run: () => Promise<void>): Promise<number> {
  await run();
  const begin = performance.now();
  let count = 0;
  for (; performance.now() - begin < 1000 * SECONDS; count += 4) for (let i = 0; i < 4; i++) await run();
  return (1000 * count) / (performance.now() - begin);
}

interface TensorFlow {
  readonly version: string;
  readonly process: ChildProcess;
  measure(kernels: 'xnnpack' | 'reference', model: string): Promise<number>;
}

async function startTensorFlow(python: string): Promise<TensorFlow | undefined> {
  const script = join('bench', 'peers', 'simulate_tensorflow.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const version = await lines.next();
  if (version.done) return undefined;
  return {
    version: version.value,
    process: child,
    async measure(kernels, model) {
      child.stdin.write(`${kernels}\t${model}\t${SECONDS}\n`);
      const answer = await lines.next();
      return answer.done ? Number.NaN : Number(answer.value);
    },
  };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function figure(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    widths.map((width, i) => (i === 0 ? row[i].padEnd(width) : (row[i] ?? '').padStart(width))).join('  '),
  );
}
