// Distillation against training from scratch, over seeds:
//   node bench/run.mjs bench/distill.ts [kd.yaml, or a task of bench/tasks] [seeds] [epochs=N ...] [keras]
// A task is trained with the defaults of kd.yaml. `keras`: the same layers in Keras from the labels, beside them
// (parity/plain-keras.ts); it needs a Python with keras in the variable PYTHON.
// Each seed runs the whole gate twice over: with the teacher, and the same student (same weights, split, batches,
// schedule) without it.
import { loadEngine } from '../src/host/engine.ts';
import { alignTable } from '../src/report/aligned.ts';
import type { Answers } from '../src/report/report.ts';
import { measureFirst } from './gate.ts';
import { startPlainKeras } from './parity/plain-keras.ts';
import { specOf } from './spec.ts';
import { mean, percent, standardError } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '10', ...rest] = process.argv.slice(2);
const changes = rest.filter((word) => word !== 'keras');

const engine = await loadEngine();
const { spec, sha256: specSha256, boards, read } = await specOf(file);
const [name, model] = Object.entries(spec.models)[0];
const changed = Object.fromEntries(changes.map((change) => [change.split('=')[0], Number(change.split('=')[1])]));
const compared = { ...model, distill: { ...model.distill, ...changed, compareWithScratch: true } };

interface Row {
  readonly seed: number;
  readonly fromScratch: number;
  readonly distilled: number;
  readonly fromScratchInt8: number;
  readonly int8: number;
  readonly keras?: number;
}

const rows: Row[] = [];
const keras = rest.includes('keras') ? await startPlainKeras(compared, read) : undefined;
let teacher: Answers | undefined;
let formula = '';
const started = performance.now();
for (let seed = 1; seed <= Number(count); seed++) {
  const report = await measureFirst(engine, {
    spec: { ...spec, seed, models: { [name]: compared } },
    specSha256,
    boards,
    read,
  });
  const { scratch, floatAccuracy, accuracy } = report;
  if (!scratch?.floatAccuracy || !scratch.accuracy || !floatAccuracy || !accuracy) {
    throw new Error('the spec has no teacher of classes');
  }
  teacher = report.teacher?.accuracy;
  formula = report.training?.formula ?? '';
  rows.push({
    seed,
    fromScratch: percent(scratch.floatAccuracy),
    distilled: percent(floatAccuracy),
    fromScratchInt8: percent(scratch.accuracy),
    int8: percent(accuracy),
    keras: await keras?.accuracy(seed),
  });
  console.error(`seed ${seed}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

keras?.stop();

const gain = rows.map((r) => r.distilled - r.fromScratch);
const gainInt8 = rows.map((r) => r.int8 - r.fromScratchInt8);
const loss = rows.map((r) => r.int8 - r.distilled);
const header = [
  'seed',
  'from scratch, %',
  'distilled, %',
  'gain, pp',
  'scratch int8, %',
  'distilled int8, %',
  'int8 - float, pp',
  ...(keras ? ['plain Keras, %'] : []),
];
const columns = [
  rows.map((r) => r.fromScratch),
  rows.map((r) => r.distilled),
  gain,
  rows.map((r) => r.fromScratchInt8),
  rows.map((r) => r.int8),
  loss,
  ...(keras ? [rows.map((r) => r.keras ?? Number.NaN)] : []),
];
const cells = rows.map((r, i) => [String(r.seed), ...columns.map((column) => column[i].toFixed(2))]);
const means = ['mean', ...columns.map((column) => mean(column).toFixed(2))];
const errors = ['std. error', ...columns.map((column) => standardError(column).toFixed(2))];
const table = alignTable([header, ...cells, means, errors], 'lrrrrrrr'.slice(0, header.length));
console.log(`${file}, ${rows.length} seeds; loss ${formula}`);
if (teacher) console.log(`teacher ${percent(teacher).toFixed(2)}% of ${teacher.total} test samples`);
console.log(table.join('\n'));
console.log(`distilled - scratch, paired by seed: float ${sign(gain)}, int8 ${sign(gainInt8)}`);
if (keras) {
  const ahead = rows.map((r) => r.distilled - (r.keras ?? Number.NaN));
  console.log(`distilled - plain ${keras.name}: float ${sign(ahead)}`);
}
console.log(`int8 - float of the distilled student: ${sign(loss)}, worst ${Math.min(...loss).toFixed(2)} pp`);

function sign(values: readonly number[]): string {
  const ups = values.filter((v) => v > 0).length;
  const downs = values.filter((v) => v < 0).length;
  const sign = mean(values) < 0 ? '' : '+';
  const figure = `${sign}${mean(values).toFixed(2)} pp +- ${standardError(values).toFixed(2)} (standard error)`;
  return `${figure}, higher in ${ups} and lower in ${downs} of ${values.length} seeds`;
}
