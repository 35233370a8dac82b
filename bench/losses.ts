// What each loss gives beside Hinton's and training from scratch, over seeds:
//   node bench/run.mjs bench/losses.ts [seeds] [words of the losses' names]
// Digits, one teacher of layers for each seed; its students differ in the loss alone (same weights, split, batches,
// schedule). A fifth of the training samples is held out, for the best epoch and to choose weights by.
import { MOST_FILE_BYTES } from '../src/base/read-file.ts';
import { loadData } from '../src/data/load.ts';
import { readSpec } from '../src/gate/read-spec.ts';
import { loadEngine } from '../src/host/engine.ts';
import { processIo } from '../src/host/process.ts';
import { createForward } from '../src/nn/forward.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { alignTable } from '../src/report/aligned.ts';
import { settle } from '../src/student/auto.ts';
import { type DistillationInput, distill } from '../src/student/distill.ts';
import { countCorrect, logitsOf } from '../src/student/evaluate.ts';
import type { DistillParams } from '../src/student/params.ts';
import { askTeacher, type Teaching } from '../src/teacher/teacher.ts';
import { must } from './must.ts';
import { meanAndError, percent } from './statistics.ts';

const [count = '5', ...words] = process.argv.slice(2);
const STUDENT = 'fixtures/digits/kd.yaml';
const TEACHER = 'fixtures/digits/kd.teacher.yaml';
const VALIDATION = 0.2;

const hintsOf = (weight: number) => ({ hints: { weight, pairs: [{ student: 'conv2d_4', teacher: 'conv2d_4' }] } });
const attentionOf = (weight: number) => ({
  attention: {
    weight,
    pairs: [
      { student: 'conv2d_0', teacher: 'conv2d_2' },
      { student: 'conv2d_4', teacher: 'conv2d_4' },
    ],
  },
});
const decoupledOf = (beta: number, labels: number) => ({
  loss: { decoupled: { alpha: 1, beta, temperature: 4, labels } },
});

interface Variant {
  readonly name: string;
  /** Teachers; 0: the labels alone. */
  readonly teachers: number;
  readonly change: Partial<DistillParams>;
}

const VARIANTS: readonly Variant[] = [
  { name: 'scratch', teachers: 0, change: {} },
  { name: 'scratch, labels smoothed by 0.1', teachers: 0, change: { labelSmoothing: 0.1 } },
  { name: "Hinton's", teachers: 1, change: {} },
  { name: "Hinton's, ensemble of 3", teachers: 3, change: {} },
  { name: "Hinton's, labels smoothed by 0.1", teachers: 1, change: { labelSmoothing: 0.1 } },
  { name: "Hinton's, class weights balanced", teachers: 1, change: { classWeights: 'balanced' } },
  ...[1, 2, 8].map((beta) => ({ name: `decoupled, beta ${beta}`, teachers: 1, change: decoupledOf(beta, 1) })),
  { name: 'decoupled, beta 2, labels 0.1', teachers: 1, change: decoupledOf(2, 0.1) },
  ...[0.1, 1, 10].map((weight) => ({
    ...{ name: `Hinton's + hints, weight ${weight}`, teachers: 1, change: hintsOf(weight) },
  })),
  ...[10, 100, 1000].map((weight) => ({
    ...{ name: `Hinton's + attention, weight ${weight}`, teachers: 1, change: attentionOf(weight) },
  })),
];

const io = processIo(process.cwd());
const engine = await loadEngine();
const read = (path: string) => io.readInside(io.folderOf(STUDENT), path, MOST_FILE_BYTES);
const model = await modelOf(STUDENT);
const teacherModel = await modelOf(TEACHER);
const { train, test } = await setsOf();
const tools = { makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1) };

interface Row {
  readonly validation: number;
  readonly test: number;
}

const ALWAYS = ['scratch', "Hinton's"];
const isChosen = (name: string) => words.length === 0 || words.some((word) => name.includes(word));
const chosen = VARIANTS.filter(({ name }) => ALWAYS.includes(name) || isChosen(name));
const rows = new Map<string, Row[]>(chosen.map(({ name }) => [name, []]));
for (let seed = 1; seed <= Number(count); seed++) {
  const teachings = new Map<number, Teaching>();
  for (const { name, teachers, change } of chosen) {
    if (teachers > 0 && !teachings.has(teachers)) teachings.set(teachers, await teach(seed, teachers));
    const row = await learn(seed, teachings.get(teachers), change);
    rows.get(name)?.push(row);
    console.error(`seed ${seed}, ${name}: held out ${row.validation.toFixed(2)}, test ${row.test.toFixed(2)}`);
  }
  for (const [teachers, { accuracy }] of teachings) {
    console.error(`seed ${seed}, ${teachers} teachers: test ${accuracy ? percent(accuracy).toFixed(2) : ''}`);
  }
}
print();

async function teach(seed: number, members: number): Promise<Teaching> {
  const { layers = [] } = teacherModel.student;
  const member = { layers, train: { ...teacherModel.distill, validation: VALIDATION }, weight: 1 };
  const params = members === 1 ? member : { ensemble: Array(members).fill(member), train: member.train };
  return must(await askTeacher({ params, train, test, read, seed, ...tools }));
}

async function learn(seed: number, teaching: Teaching | undefined, change: Partial<DistillParams>): Promise<Row> {
  const network = must(buildNetwork(train.shape, model.student.layers ?? [], seed, 'student'));
  const params = { ...settle(model.distill, train.count), validation: VALIDATION, ...change };
  const { shapes, features } = teaching?.live ?? {};
  const teacherLayers = shapes && features && { shapes, features };
  const taught = teaching ? { teacherLogits: teaching.logits, teacherLayers } : {};
  const input: DistillationInput = { network, train, params, seed, makeTrainer: tools.makeTrainer, ...taught };
  const { network: trained, validation } = must(await distill(input));
  const { infer } = createForward(trained, tools.makeKernels);
  const answers = countCorrect(logitsOf(infer, test), test.labels);
  if (!validation) throw new Error('samples are held out');
  return { validation: percent(validation), test: percent(answers) };
}

function print(): void {
  const reference = rows.get("Hinton's") ?? [];
  const cells = [...rows].map(([name, ofSeeds]) => {
    const gains = ofSeeds.map(({ test: own }, i) => own - (reference[i]?.test ?? Number.NaN));
    return [
      name,
      meanAndError(ofSeeds.map((row) => row.validation)),
      meanAndError(ofSeeds.map((row) => row.test)),
      meanAndError(gains),
    ];
  });
  console.log(`${STUDENT}, ${count} seeds: mean and standard error, float32`);
  console.log(
    alignTable([['loss', 'held out, %', 'test, %', "test beside Hinton's, pp"], ...cells], 'lrrr').join('\n'),
  );
}

async function setsOf() {
  const sets = must(await loadData(model.data, read));
  if (!sets.train || !sets.test) throw new Error('both sets are in the file');
  return { train: sets.train, test: sets.test };
}

async function modelOf(file: string) {
  const { spec } = must(await readSpec(io, file));
  return Object.values(spec.models)[0];
}
