// Settings of `distill:` by what they reach on held-out training samples of several tasks, never on test:
//   node bench/run.mjs bench/defaults.ts TASKS SEEDS key=a,b,c ...
// for example: bench/defaults.ts digits,spoken-digits 3 learningRate=1e-3,1e-2 temperature=2,4 alpha=0.1 epochs=30
// Every combination is trained. `scratch=1` leaves the teacher out, `samples=N` takes the first N training samples.
import { must } from '../src/base/problem.ts';
import { parseSpec } from '../src/config/parse.ts';
import { select } from '../src/data/dataset.ts';
import { loadData } from '../src/data/load.ts';
import { loadEngine } from '../src/host/engine.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { settle } from '../src/student/auto.ts';
import { distill } from '../src/student/distill.ts';
import { askTeacher } from '../src/teacher/teacher.ts';
import { deviation, mean } from './statistics.ts';
import { TASKS } from './tasks/index.ts';
import type { Task } from './tasks/task.ts';

const [names, seedCount, ...axes] = process.argv.slice(2);
const VALIDATION = 0.2;
const TEACHER_SEED = 1;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

type Settings = Readonly<Record<string, number>>;

const engine = await loadEngine();
const makeTrainer = engine.trainerOn(1);
for (const name of names.split(',')) {
  const task = TASKS.find((t) => t.name === name);
  if (!task) throw new Error(`no task ${name}; one of ${TASKS.map((t) => t.name)}`);
  await measure(task);
}

async function measure({ name, spec: text, read }: Task): Promise<void> {
  const [model] = Object.values(must(parseSpec(text, `${name}.yaml`)).models);
  const { train: all } = must(await loadData(model.data, read));
  if (!all || !model.teacher || !model.student.layers) throw new Error(`${name} has no data, teacher or layers`);
  const most = combinations().find((s) => s.samples !== undefined)?.samples ?? all.count;
  const train = select(
    all,
    Int32Array.from({ length: Math.min(most, all.count) }, (_, i) => i),
  );
  const { makeKernels } = engine;
  const questions = { params: model.teacher, train, read, makeKernels, makeTrainer, seed: TEACHER_SEED };
  const { logits } = must(await askTeacher(questions));
  for (const settings of combinations()) {
    const { learningRate, scratch, samples: _, ...rest } = settings;
    const optimizer = learningRate === undefined ? model.distill.optimizer : { adam: { ...ADAM, learningRate } };
    const schedule = { ...model.distill.schedule, warmup: settings.warmup ?? model.distill.schedule.warmup };
    const params = { ...settle(model.distill, train.count), ...rest, optimizer, schedule, validation: VALIDATION };
    const rows: { accuracy: number; loss: number; bestEpoch: number }[] = [];
    for (let seed = 1; seed <= Number(seedCount); seed++) {
      const network = must(buildNetwork(train.shape, model.student.layers, seed, 'student'));
      const teacherLogits = scratch ? undefined : logits;
      const { history, bestEpoch, validation } = must(
        await distill({ network, train, teacherLogits, params, seed, makeTrainer }),
      );
      if (!validation) throw new Error('nothing was held out');
      const last = history[history.length - 1].validation;
      rows.push({
        accuracy: (100 * validation.correct) / validation.total,
        loss: last?.accuracy ? (100 * last.accuracy.correct) / last.accuracy.total : 0,
        bestEpoch,
      });
    }
    const accuracies = rows.map((r) => r.accuracy);
    console.log(
      `${name.padEnd(14)} ${JSON.stringify(settings).padEnd(80)} best ${mean(accuracies).toFixed(2)} ` +
        `+- ${deviation(accuracies).toFixed(2)}  last ${mean(rows.map((r) => r.loss)).toFixed(2)}  ` +
        `epoch ${rows.map((r) => r.bestEpoch).join(' ')}`,
    );
  }
}

function combinations(): Settings[] {
  return axes.reduce<Settings[]>(
    (all, axis) => {
      const [key, values] = axis.split('=');
      return all.flatMap((settings) => values.split(',').map((value) => ({ ...settings, [key]: Number(value) })));
    },
    [{}],
  );
}
