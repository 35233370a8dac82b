// Steps far into a training on real data: from weights that have learned, here, in the peer, and in the peer's float64.
import type { Engine } from '../../src/gate/engine.ts';
import { alignTable } from '../../src/report/aligned.ts';
import { specOf } from '../spec.ts';
import type { Peer } from './peer.ts';
import { AS_FAR, worst } from './steps.ts';
import { trainingOf } from './table.ts';
import { taskOf } from './task.ts';
import { type Training, trainHere } from './training.ts';

/** Of the steps, before those that are compared. */
const SHARE = 0.85;
const WINDOWS = [5, 20, 100];

export async function compareLate(engine: Engine, peers: readonly Peer[], rest: readonly string[]): Promise<boolean> {
  const [file = '../shared/cases/training/kd.yaml', count = '5'] = rest;
  const given = await specOf(file);
  const task = await taskOf(engine, file);
  const rows: string[][] = [];
  let agrees = true;
  for (let seed = 1; seed <= Number(count); seed++) {
    const late = await laterPart(engine, trainingOf(given, task, 'scratch', seed));
    const { losses: here } = await trainHere(engine.trainerOn(1), late);
    for (const peer of peers) {
      const { losses: theirs } = await peer.train(late);
      const { losses: exact } = await peer.train(late, { type: 'float64' });
      const [ours, others] = [here, theirs].map((losses) => WINDOWS.map((n) => worst(losses.slice(0, n), exact)));
      agrees &&= ours.every((difference, i) => difference <= AS_FAR * others[i]);
      rows.push([String(seed), peer.name, ...[ours, others].flat().map((d) => d.toExponential(1))]);
      console.error(rows[rows.length - 1].join(' '));
    }
  }
  console.log(`${file}: worst relative difference of the losses behind ${100 * SHARE}% of the training`);
  const header = ['here - float64', 'peer - float64'].flatMap((d) => WINDOWS.map((steps) => `${d}, ${steps} steps`));
  console.log(alignTable([['seed', 'peer', ...header], ...rows], 'llrrrrrr').join('\n'));
  return agrees;
}

/** The steps that come behind most of the training, from the weights that it has then and an optimizer that starts. */
async function laterPart(engine: Engine, training: Training): Promise<Training> {
  const { steps, rates } = training;
  const late = Math.floor(SHARE * steps.length);
  const { network } = await trainHere(engine.trainerOn(1), {
    ...training,
    steps: steps.slice(0, late),
    rates: rates.slice(0, late),
  });
  const end = late + WINDOWS[WINDOWS.length - 1];
  return { ...training, network, steps: steps.slice(late, end), rates: rates.slice(late, end) };
}
