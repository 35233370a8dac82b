// Scratch and distilled, with a cosine and a constant rate: the gate, PyTorch from its own start, and PyTorch from the
// gate's start. The first two differ by the start, the first and the third by the engine alone.

import { onlyKeyOf } from '../../src/base/one-of.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { LABELS_ALONE } from '../../src/nn/losses/distillation.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import { alignTable } from '../../src/report/aligned.ts';
import type { Answers } from '../../src/report/report.ts';
import { settle } from '../../src/student/auto.ts';
import { learningRateAt } from '../../src/student/schedule.ts';
import { measureFirst } from '../gate.ts';
import { must } from '../must.ts';
import { specOf } from '../spec.ts';
import { mean, meanAndDeviation } from '../statistics.ts';
import { epochOrder } from './order.ts';
import type { Peer } from './peer.ts';
import { type Task, taskOf } from './task.ts';
import type { Training } from './training.ts';

type Spec = Awaited<ReturnType<typeof specOf>>;
type Kind = 'scratch' | 'distilled';

/** What is measured: the gate; PyTorch from a start of its own; PyTorch from the gate's start, in its order. */
const COLUMNS = ['here', 'own', 'same'] as const;
type Column = (typeof COLUMNS)[number] | 'int8';
type Figures = Record<Column, number[]>;

const KINDS: readonly Kind[] = ['scratch', 'distilled'];
const SCHEDULES = ['cosine', 'constant'] as const;

export async function compareStarts(
  engine: Engine,
  [peer]: readonly Peer[],
  rest: readonly string[],
): Promise<boolean> {
  const [file = '../shared/cases/training/kd.yaml', seeds = '3', columns = COLUMNS.join(), kinds] = rest;
  const wanted = (column: Column) => columns.split(',').includes(column);
  const given = await specOf(file);
  const task = await taskOf(engine, file);
  const percentOf = ({ correct }: { correct: number }) => (100 * correct) / task.test.labels.length;
  const rows: string[][] = [];
  let wins = true;
  for (const kind of SCHEDULES.filter((schedule) => kinds?.split(',').includes(schedule) ?? true)) {
    const spec = { ...given, spec: settingsOf(given, kind) };
    const figures: Record<Kind, Figures> = { scratch: noFigures(), distilled: noFigures() };
    for (const seed of seedsOf(seeds)) {
      if (wanted('here')) await measureGate(engine, spec, seed, figures);
      for (const learned of KINDS) {
        const training = trainingOf(spec, task, learned, seed);
        const { own, same } = figures[learned];
        if (wanted('own')) own.push(percentOf(await peer.train(training, { ownStart: seed })));
        if (wanted('same')) same.push(percentOf(await peer.train(training)));
        console.error(kind, seed, learned, JSON.stringify(figures[learned]));
      }
    }
    for (const learned of KINDS) {
      const { here, int8, own, same } = figures[learned];
      if (mean(here) < mean(own)) wins = false;
      const each = [here, own].map((values) => values.map((v) => v.toFixed(1)).join(' '));
      rows.push([`${learned}, ${kind}`, ...[here, int8, own, same].map(meanAndDeviation), ...each]);
    }
  }
  const over = `mean and standard deviation over the seeds ${seeds}`;
  console.log(`${file}: accuracy in % on ${task.test.labels.length} samples, ${over}; peer: ${peer.name}`);
  const header = ['', 'here', 'here, int8', 'peer, its start', 'peer, our start', 'here, each', 'peer, each'];
  console.log(alignTable([header, ...rows], 'lrrrrll').join('\n'));
  return wins;
}

/** `5` for the first five, `21-40`. */
function seedsOf(text: string): readonly number[] {
  const [from, last] = (text.includes('-') ? text : `1-${text}`).split('-').map(Number);
  return Array.from({ length: last - from + 1 }, (_, i) => from + i);
}

const noFigures = (): Figures => ({ here: [], int8: [], own: [], same: [] });

/** The first model alone, trained with this schedule. */
function settingsOf({ spec }: Spec, kind: (typeof SCHEDULES)[number]): Spec['spec'] {
  const [name, model] = Object.entries(spec.models)[0];
  const { distill } = model;
  const changed = { schedule: { ...distill.schedule, kind }, validation: 0, compareWithScratch: true };
  return { ...spec, models: { [name]: { ...model, distill: { ...distill, ...changed } } } };
}

async function measureGate(engine: Engine, given: Spec, seed: number, figures: Record<Kind, Figures>): Promise<void> {
  const { spec, sha256: specSha256, boards, read } = given;
  const report = await measureFirst(engine, { spec: { ...spec, seed }, specSha256, boards, read });
  const { scratch, ...distilled } = report;
  for (const [kind, model] of Object.entries({ scratch, distilled })) {
    figures[kind as Kind].here.push(percent(model?.floatAccuracy));
    figures[kind as Kind].int8.push(percent(model?.accuracy));
  }
}

function percent(answers: Answers | undefined): number {
  if (!answers) throw new Error('the spec needs a teacher and a test set');
  return (100 * answers.correct) / answers.total;
}

/** What the gate trains, step by step. */
export function trainingOf({ spec }: Spec, task: Task, kind: Kind, seed: number): Training {
  const [{ student, distill }] = Object.values(spec.models);
  const { epochs, batch, schedule, optimizer, alpha, temperature } = settle(distill, task.train.labels.length);
  const network = must(buildNetwork(task.shape, student.layers ?? [], seed, 'student'));
  const steps = epochOrder({ samples: task.train.labels.length, batch, epochs, seed });
  const span = { epochs, stepsPerEpoch: steps.length / epochs };
  const highest = onlyKeyOf(optimizer).value.learningRate;
  const rates = steps.map((_, i) => learningRateAt(i, highest, schedule, span));
  const { teacher, ...labelled } = task.train;
  if (kind === 'scratch') return { ...task, network, steps, rates, optimizer, ...LABELS_ALONE, train: labelled };
  return { ...task, network, steps, rates, optimizer, alpha, temperature, train: { ...labelled, teacher } };
}
