// What three students reach on real data from one start: the same weights, batches and rates here and in each peer.
import { sizeOf } from '../../src/base/shape.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { alignTable } from '../../src/report/aligned.ts';
import { deviation, mean, meanAndDeviation } from '../statistics.ts';
import { networkOf, studentsNamed } from '../students.ts';
import { epochOrder } from './order.ts';
import type { Peer } from './peer.ts';
import { OPTIMIZERS } from './steps.ts';
import { type Task, taskOf } from './task.ts';
import { type Training, trainHere } from './training.ts';

const EPOCHS = 20;
const BATCH = 64;

export async function compareAccuracy(engine: Engine, peers: readonly Peer[], rest: readonly string[]) {
  const [file = 'fixtures/digits/kd.yaml', count = '5', names] = rest;
  const task = await taskOf(engine, file);
  const rows: string[][] = [];
  let agrees = true;
  for (const student of studentsNamed(names)) {
    for (const optimizer of Object.keys(OPTIMIZERS)) {
      const trainings = Array.from({ length: Number(count) }, (_, i) => {
        const shape = student.shape.length === 1 ? [sizeOf(task.shape)] : task.shape;
        return trainingOf(task, networkOf(student, i + 1, { ...task, shape }), optimizer, i + 1);
      });
      const percent = (correct: number) => (100 * correct) / task.test.labels.length;
      const ours: number[] = [];
      for (const training of trainings) ours.push(percent((await trainHere(engine.trainerOn(1), training)).correct));
      for (const peer of peers) {
        const theirs: number[] = [];
        for (const training of trainings) theirs.push(percent((await peer.train(training)).correct));
        const apart = mean(ours) - mean(theirs);
        const isSame = Math.abs(apart) <= Math.max(deviation(ours), deviation(theirs));
        agrees &&= isSame;
        const figures = [meanAndDeviation(ours), meanAndDeviation(theirs), apart.toFixed(2)];
        rows.push([student.name, optimizer, peer.name, ...figures, isSame ? 'yes' : 'NO']);
        console.error(rows[rows.length - 1].join(' '));
      }
    }
  }
  console.log(
    `${file}: ${EPOCHS} epochs of ${BATCH} samples a step; accuracy in % on ${task.test.labels.length} samples,`,
  );
  console.log(`mean and standard deviation over ${count} seeds`);
  const header = ['student', 'optimizer', 'peer', 'here', 'peer', 'here - peer', 'within one deviation'];
  console.log(alignTable([header, ...rows], 'lllrrrl').join('\n'));
  return agrees;
}

function trainingOf(task: Task, network: Training['network'], name: string, seed: number): Training {
  const optimizer = OPTIMIZERS[name];
  const steps = epochOrder({ samples: task.train.labels.length, batch: BATCH, epochs: EPOCHS, seed });
  const rates = steps.map(() => Object.values(optimizer)[0].learningRate);
  return { ...task, network, steps, rates, optimizer, alpha: 0.1, temperature: 4 };
}
