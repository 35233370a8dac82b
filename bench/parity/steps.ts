// The losses of the first 200 steps from one start: three students, two optimizers, against each peer. Where two
// float32 trainings part, the peer's in float64 tells whether it is by rounding: ours is then about as far from it as
// the peer's own float32.
import { random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import type { Engine } from '../../src/gate/engine.ts';
import type { OptimizerParams } from '../../src/nn/params.ts';
import { alignTable } from '../../src/report/aligned.ts';
import { networkOf, type Student, studentsNamed } from '../students.ts';
import { epochOrder } from './order.ts';
import type { Peer } from './peer.ts';
import { type Training, trainHere } from './training.ts';

export const OPTIMIZERS: Readonly<Record<string, OptimizerParams>> = {
  adam: { adam: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  sgd: { sgd: { learningRate: 1e-2, momentum: 0.9, nesterov: false, weightDecay: 0 } },
};
const SAMPLES = 1024;
const BATCH = 64;
export const STEPS = 200;
export const EARLY = 20;
/** Relative differences of the losses that count as the same path. */
export const MOST_EARLY = 1e-5;
export const MOST = 1e-2;
/** Ours may be so many times as far from float64 as the peer's float32: either is one of many ways to round. */
export const AS_FAR = 2;

export async function compareSteps(engine: Engine, peers: readonly Peer[], rest: readonly string[]): Promise<boolean> {
  const rows: string[][] = [];
  let agrees = true;
  for (const student of studentsNamed(rest[0])) {
    for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
      const training = trainingOf(student, exactRates(optimizer));
      const { losses } = await trainHere(engine.trainerOn(1), training);
      for (const peer of peers) {
        const { verdict, theirs, figures } = await compareWith(peer, training, losses);
        agrees &&= verdict !== 'NO';
        const ends = [losses[0], losses[STEPS - 1], theirs[STEPS - 1]].map((loss) => loss.toFixed(4));
        rows.push([student.name, name, peer.name, ...ends, verdict, ...figures.map((d) => d.toExponential(1))]);
        console.error(rows[rows.length - 1].join(' '));
      }
    }
  }
  console.log(`worst relative difference of the losses; at most ${MOST_EARLY} and ${MOST} are wanted`);
  const differences = ['here - peer', 'here - float64', 'peer - float64'];
  const windows = differences.flatMap((d) => [`${d}, first ${EARLY}`, `all ${STEPS}`]);
  const header = ['student', 'optimizer', 'peer', 'loss 1', `here ${STEPS}`, `peer ${STEPS}`, 'same path', ...windows];
  const cells = rows.map((row) => [...row, ...Array<string>(header.length - row.length).fill('')]);
  console.log(alignTable([header, ...cells], 'lllrrrlrrrrrr').join('\n'));
  return agrees;
}

type Losses = readonly number[];

async function compareWith(peer: Peer, training: Training, ours: Losses) {
  const { losses: theirs } = await peer.train(training);
  const figures = apart(ours, theirs);
  if (figures[0] <= MOST_EARLY && figures[1] <= MOST) return { verdict: 'yes', theirs, figures };
  const { losses: exact } = await peer.train(training, { type: 'float64' });
  const [here, there] = [apart(ours, exact), apart(theirs, exact)];
  const isRounding = here.every((difference, i) => difference <= AS_FAR * there[i]);
  return { verdict: isRounding ? 'rounding' : 'NO', theirs, figures: [...figures, ...here, ...there] };
}

/** Of the first 20 steps, of all. */
export function apart(ours: Losses, theirs: Losses): readonly number[] {
  return [EARLY, STEPS].map((steps) => worst(ours.slice(0, steps), theirs));
}

/** Keras rounds Adam's decay rates to float32 before it takes their powers: 1 - 0.999 is 1.3e-5 off then. With rates
 * that float32 holds exactly all engines compute the same. */
function exactRates(optimizer: OptimizerParams): OptimizerParams {
  const { adam } = optimizer;
  if (!adam) return optimizer;
  return { adam: { ...adam, beta1: Math.fround(adam.beta1), beta2: Math.fround(adam.beta2) } };
}

/** Random samples and a random teacher, always the same. */
export function trainingOf(student: Student, optimizer: OptimizerParams): Training {
  const { shape, classes } = student;
  const source = random(1, `parity/${student.name}`);
  const normals = (length: number, deviation = 1) => new Float32Array(length).map(() => deviation * source.normal());
  const train = {
    x: normals(SAMPLES * sizeOf(shape)),
    labels: new Int32Array(SAMPLES).map(() => source.below(classes)),
    teacher: normals(SAMPLES * classes, 3),
  };
  const test = { x: train.x.subarray(0, BATCH * sizeOf(shape)), labels: train.labels.subarray(0, BATCH) };
  const epochs = Math.ceil((STEPS * BATCH) / SAMPLES);
  const steps = epochOrder({ samples: SAMPLES, batch: BATCH, epochs, seed: 1 }).slice(0, STEPS);
  const rates = steps.map(() => Object.values(optimizer)[0].learningRate);
  return { network: networkOf(student, 1), train, test, steps, rates, optimizer, alpha: 0.3, temperature: 4 };
}

/** The worst relative difference of the steps of `ours`. */
export function worst(ours: readonly number[], theirs: readonly number[]): number {
  return ours.reduce((most, loss, i) => Math.max(most, Math.abs(loss - theirs[i]) / Math.abs(theirs[i])), 0);
}
