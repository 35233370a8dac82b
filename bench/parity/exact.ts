// The losses of 200 steps in float64, here and in each peer. See in-float64.ts.
import { singleTrainer } from '../../src/nn/train.ts';
import { alignTable } from '../../src/report/aligned.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { studentsNamed } from '../students.ts';
import { inFloat64 } from './in-float64.ts';
import type { Peer } from './peer.ts';
import { apart, EARLY, MOST, MOST_EARLY, OPTIMIZERS, STEPS, trainingOf } from './steps.ts';
import { trainHere } from './training.ts';

const makeTrainer = singleTrainer(referenceKernels);

export async function compareExactly(peers: readonly Peer[], names: string | undefined) {
  const rows: string[][] = [];
  let agrees = true;
  for (const student of studentsNamed(names)) {
    for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
      const training = trainingOf(student, optimizer);
      const { losses } = await inFloat64(() => trainHere(makeTrainer, training));
      for (const peer of peers) {
        const theirs = await peer.train(training, { type: 'float64' });
        const [early, all] = apart(losses, theirs.losses);
        const isSame = early <= MOST_EARLY && all <= MOST;
        agrees &&= isSame;
        const ends = [losses[STEPS - 1], theirs.losses[STEPS - 1]].map((loss) => loss.toFixed(10));
        const figures = [early, all].map((difference) => difference.toExponential(1));
        rows.push([student.name, name, peer.name, ...ends, ...figures, isSame ? 'yes' : 'NO']);
        console.error(rows[rows.length - 1].join(' '));
      }
    }
  }
  console.log(`float64: worst relative difference of the losses; at most ${MOST_EARLY} and ${MOST} are wanted`);
  const windows = [`first ${EARLY}`, `all ${STEPS}`];
  const header = ['student', 'optimizer', 'peer', `here ${STEPS}`, `peer ${STEPS}`, ...windows, 'same path'];
  console.log(alignTable([header, ...rows], 'lllrrrrl').join('\n'));
  return agrees;
}
