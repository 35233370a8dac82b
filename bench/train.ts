// One training step (teacher's logits given, Adam, batch 64) of four students, next to PyTorch on the same CPU:
// npm run bench:train -- [threads, default 1] [rounds, default 9] [student ...]
// The peer is bench/peers/torch_training.py, run by the Python in the variable PYTHON (default python3) if that has
// torch. Both sides take turns within each round, and the ratio is the median over the rounds.
import { cpus } from 'node:os';
import { random } from '../src/base/random.ts';
import { sizeOf } from '../src/base/shape.ts';
import { loadEngine } from '../src/host/engine.ts';
import type { Batch, Trainer } from '../src/nn/trainer.ts';
import { alignTable } from '../src/report/aligned.ts';
import { oneHot } from './one-hot.ts';
import { startPython } from './peers/python.ts';
import { median } from './statistics.ts';
import { MOBILENET, networkOf, STUDENTS, type Student } from './students.ts';

const [threads = 1, rounds = 9] = process.argv.slice(2, 4).map(Number);
const names = process.argv.slice(4);
const BATCH = 64;
const SECONDS_A_TURN = 0.5;
const LAYOUTS = ['default', 'channels_last'];
const students = [...STUDENTS, MOBILENET].filter(({ name }) => names.length === 0 || names.includes(name));

interface Ours {
  readonly trainer: Trainer;
  readonly batch: Batch;
}

const engine = await loadEngine();
const peer = await startPeer();
const ours: Ours[] = [];
for (const student of students) ours.push(await prepare(student));
const rows: string[][] = [];
for (const [i, { name }] of students.entries()) {
  const layouts = name === 'mlp' ? LAYOUTS.slice(0, 1) : LAYOUTS;
  const own: number[] = [];
  const theirs = new Map(layouts.map((layout) => [layout, [] as number[]]));
  time(ours[i]);
  for (let round = 0; round < rounds; round++) {
    own.push(time(ours[i]));
    for (const [layout, times] of theirs) if (peer) times.push(await peer.time(name, layout));
  }
  rows.push(...describe(name, own, theirs));
}
const machine = `${cpus()[0].model}, Node ${process.version}`;
console.log(`${machine}, threads ${threads}, batch ${BATCH}, ${rounds} rounds of ${SECONDS_A_TURN} s each`);
console.log(
  peer
    ? `peer: PyTorch ${peer.version} (${peer.instructions}), torch.set_num_threads(${threads}), ` +
        'Adam, eager mode, its better layout counts'
    : 'peer: missing; set PYTHON to a Python that has torch',
);
console.log(
  alignTable(
    [['student', 'ms', 'samples/s', 'peer ms', 'peer samples/s', 'layout', 'ours / peer'], ...rows],
    'lrrrrlr',
  ).join('\n'),
);
for (const { trainer } of ours) trainer.close();
peer?.stop();

function describe(name: string, own: readonly number[], theirs: ReadonlyMap<string, readonly number[]>): string[][] {
  const figures = (ms: number) => [ms.toFixed(2), ((1000 * BATCH) / ms).toFixed(0)];
  const measured = [...theirs].filter(([, times]) => times.length > 0);
  if (measured.length === 0) return [[name, ...figures(median(own)), '-', '-', '-', '-']];
  const best = measured.reduce((a, b) => (median(a[1]) <= median(b[1]) ? a : b));
  return measured.map(([layout, times]) => {
    const ratio = median(times.map((ms, round) => ms / own[round])).toFixed(2);
    return [
      name,
      ...figures(median(own)),
      ...figures(median(times)),
      layout,
      best[0] === layout ? `${ratio} *` : ratio,
    ];
  });
}

async function prepare(student: Student): Promise<Ours> {
  const network = networkOf(student, 1);
  const optimizer = { adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
  const loss = { distillation: { alpha: 0.3, temperature: 4 } };
  const trainer = await engine.trainerOn(threads)({ network, batch: BATCH, optimizer, loss, seed: 1 });
  const { shape, classes } = student;
  const source = random(1, 'bench');
  const normals = (length: number) => new Float32Array(length).map(() => source.normal());
  const targets = oneHot(
    Array.from({ length: BATCH }, () => source.below(classes)),
    classes,
  );
  return {
    trainer,
    batch: { count: BATCH, x: normals(BATCH * sizeOf(shape)), targets, teacherLogits: normals(BATCH * classes) },
  };
}

/** Median milliseconds of a step over one turn. */
function time({ trainer, batch }: Ours): number {
  const step = () => trainer.step(batch, 0.001);
  for (let i = 0; i < 3; i++) step();
  const times: number[] = [];
  const end = performance.now() + 1000 * SECONDS_A_TURN;
  while (performance.now() < end || times.length < 3) {
    const start = performance.now();
    step();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function startPeer() {
  const python = await startPython(['bench/peers/torch_training.py', String(threads)]);
  if (!python) return undefined;
  const [version, instructions] = [await python.readLine(), await python.readLine()];
  if (version === undefined) return undefined;
  return {
    version,
    instructions,
    async time(student: string, layout: string): Promise<number> {
      python.writeLine(`${student} ${layout} ${SECONDS_A_TURN}`);
      return Number(await python.readLine());
    },
    stop: python.stop,
  };
}
