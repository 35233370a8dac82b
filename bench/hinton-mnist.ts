// Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network" (2015), section 3, on all 60,000 samples:
//   nice -n 5 node bench/run.mjs bench/hinton-mnist.ts [seeds, default 3]
// docs/experiments.md has what was tried. Networks are kept under build/mnist, so a run that was ended goes on with
// the network that it was at.
import { onlyKeyOf } from '../src/base/one-of.ts';
import { loadEngine } from '../src/host/engine.ts';
import { LABELS_ALONE } from '../src/nn/losses/distillation.ts';
import type { Network } from '../src/nn/network/network.ts';
import { alignTable } from '../src/report/aligned.ts';
import { loadMnist, type Mnist } from './mnist/data.ts';
import {
  answering,
  answersOf,
  digestOf,
  errorsOf,
  everySampleOf,
  learn,
  lectureOf,
  type Recipe,
  UNMOVED,
  wrongAmong,
} from './mnist/learn.ts';

/** Errors of the paper on 10,000 test samples. */
const PAPER = { teacher: 67, alone: 146, distilled: 74 } as const;
/** What the transfer set lacks in the second experiment. */
const MISSING = 3;
const TEMPERATURE = 20;

const dense = (units: number, activation = 'relu') => ({ dense: { units, activation } });
const adam = (learningRate: number) => ({ adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } });

interface Teaching {
  /** Rates of dropout at the input and at both hidden layers. */
  readonly dropout: readonly [input: number, hidden: number];
  readonly epochs: number;
}

/** What the teacher is chosen from on held-out samples. */
const TEACHINGS: readonly Teaching[] = [
  { dropout: [0.1, 0.4], epochs: 60 },
  { dropout: [0.2, 0.5], epochs: 120 },
];

const teacherOf = ([input, hidden]: Teaching['dropout']) => [
  { flatten: {} },
  { dropout: { rate: input } },
  dense(1200),
  { dropout: { rate: hidden } },
  dense(1200),
  { dropout: { rate: hidden } },
  dense(10, 'none'),
];

const STUDENT = [{ flatten: {} }, dense(800), dense(800), dense(10, 'none')];
const LEARNING = { batch: 256, optimizer: adam(1e-3), warmup: 0, shift: 0 } as const;
/** The samples are never moved for the student. */
const ALONE: Recipe = { epochs: 30, ...LEARNING, loss: LABELS_ALONE };
const SOFT: Recipe = { epochs: 60, ...LEARNING, loss: { alpha: 0.1, temperature: TEMPERATURE } };
/** What is chosen from on held-out samples. */
const CANDIDATES: readonly Recipe[] = [
  SOFT,
  { ...SOFT, epochs: 40, optimizer: adam(2e-3), warmup: 2 },
  { ...SOFT, epochs: 40, optimizer: adam(4e-3), warmup: 2 },
];

interface Lesson {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly indices: Int32Array;
  /** The teacher's answers to all training samples, where the student learns from them. */
  readonly lecture?: Float32Array;
}

const [seeds = '3'] = process.argv.slice(2);
const mnist = await loadMnist();
const engine = await loadEngine();
const { teaching, distilled } = await choose(mnist);
const teacher = await teach(teaching, everySampleOf(mnist.train));
const lecture = await lectureBy(teacher);
await compare(mnist, Number(seeds));
await withoutOneClass(mnist);

function teach({ dropout, epochs }: Teaching, indices: Int32Array): Promise<Network> {
  const recipe: Recipe = { epochs, ...LEARNING, shift: 2, loss: LABELS_ALONE };
  return learn(engine, {
    name: 'hinton-teacher',
    layers: teacherOf(dropout),
    recipe,
    seed: 1,
    set: mnist.train,
    indices,
  });
}

function lectureBy(network: Network): Promise<Float32Array> {
  return lectureOf(engine, 'hinton-teacher', network, mnist.train, 0);
}

/** The best of the candidates: each learns from 49,999 samples and is judged on the other 10,001. The students of this
 * choice have a teacher that has not seen those either. */
async function choose({ train, split }: Mnist) {
  const held = split.validation.length;
  const taken = await bestOf(TEACHINGS, async (teaching) => {
    const network = await teach(teaching, split.train);
    const { dropout, epochs } = teaching;
    const wrong = await wrongOf(network, train, split.validation);
    console.log(
      `teacher, dropout ${dropout.join(' and ')}, ${epochs} epochs: ${wrong} of ${held} held-out samples wrong`,
    );
    return { wrong, network };
  });
  const heard = await lectureBy(taken.network);
  const learned = await bestOf(CANDIDATES, async (recipe) => {
    const network = await student({ recipe, seed: 1, indices: split.train, lecture: heard });
    const wrong = await wrongOf(network, train, split.validation);
    const settings = `${recipe.epochs} epochs, rate ${onlyKeyOf(recipe.optimizer).value.learningRate}`;
    console.log(`distilled, ${settings}: ${wrong} of ${held} held-out samples wrong`);
    return { wrong };
  });
  return { teaching: taken.candidate, distilled: learned.candidate };
}

/** The candidate with the fewest wrong answers, of equals the first. */
async function bestOf<C, J extends { readonly wrong: number }>(
  candidates: readonly C[],
  judge: (one: C) => Promise<J>,
) {
  const tried: (J & { readonly candidate: C })[] = [];
  for (const candidate of candidates) tried.push({ candidate, ...(await judge(candidate)) });
  return tried.reduce((best, next) => (next.wrong < best.wrong ? next : best));
}

async function compare({ train, test }: Mnist, seeds: number): Promise<void> {
  const [all, asked] = [train, test].map(everySampleOf);
  const wrong = await wrongOf(teacher, test, asked);
  console.log(`teacher: ${wrong} errors of ${test.count}; the paper has ${PAPER.teacher}`);
  const rows: number[][] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const row: number[] = [];
    for (const lesson of [{ recipe: ALONE }, { recipe: distilled, lecture }]) {
      row.push(await wrongOf(await student({ ...lesson, seed, indices: all }), test, asked));
    }
    rows.push(row);
    console.log(`seed ${seed}: alone ${row[0]}, distilled ${row[1]}`);
  }
  const lines = rows.map((row, i) => line(String(i + 1), row));
  const means = [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length);
  const header = ['seed', 'alone', 'distilled', 'distilled / alone'];
  const table = [header, ...lines, line('mean', means), line('paper', [PAPER.alone, PAPER.distilled])];
  console.log(alignTable(table, 'lrrr').join('\n'));
}

function line(name: string, [hard, soft]: readonly number[]): readonly string[] {
  const figures = [hard, soft].map((value) => (Number.isInteger(value) ? String(value) : value.toFixed(1)));
  return [name, ...figures, `${((100 * soft) / hard).toFixed(0)} %`];
}

/** A student that never sees a 3. The bias of that class is then raised until the training samples, threes included,
 * come out best; the paper chose it on the test set. */
async function withoutOneClass({ train, test }: Mnist): Promise<void> {
  const indices = everySampleOf(train).filter((sample) => train.labels[sample] !== MISSING);
  const network = await answering(engine, await student({ recipe: distilled, seed: 1, indices, lecture }));
  const [learned, asked] = [train, test].map((set) => answersOf(network, set, everySampleOf(set), UNMOVED));
  network.close();
  const steps = Array.from({ length: 201 }, (_, i) => i / 10);
  const wrong = steps.map((bias) => wrongAmong(raised(learned, bias), train, everySampleOf(train)));
  const chosen = steps[wrong.indexOf(Math.min(...wrong))];
  const threes = everySampleOf(test).filter((sample) => test.labels[sample] === MISSING);
  for (const bias of [0, chosen]) {
    const answers = raised(asked, bias);
    const rows = Array.from(threes).flatMap((sample) => Array.from(answers.subarray(10 * sample, 10 * sample + 10)));
    const missed = wrongAmong(Float32Array.from(rows), test, threes);
    const right = ((100 * (threes.length - missed)) / threes.length).toFixed(1);
    const errors = wrongAmong(answers, test, everySampleOf(test));
    const figures = `${errors} errors, ${missed} of ${threes.length} threes wrong`;
    console.log(`without a ${MISSING}, its bias raised by ${bias}: ${figures}, ${right} % right`);
  }
  console.log(
    'the paper: 206 errors, 133 of 1010 threes; with its bias raised by 3.5 109 errors, 14 threes, 98.6 % right',
  );
}

function raised(answers: Float32Array, bias: number): Float32Array {
  return answers.map((value, i) => (i % 10 === MISSING ? value + bias : value));
}

function student({ lecture: teacher, ...lesson }: Lesson): Promise<Network> {
  const taught = teacher ? { teacher, teacherKey: digestOf(teacher) } : {};
  return learn(engine, { name: 'hinton-student', layers: STUDENT, set: mnist.train, ...lesson, ...taught });
}

async function wrongOf(network: Network, set: Mnist['test'], indices: Int32Array): Promise<number> {
  const judge = await answering(engine, network);
  const wrong = errorsOf(judge, set, indices);
  judge.close();
  return wrong;
}
