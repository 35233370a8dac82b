// Ways to quantize the same trained student, over seeds:
//   node bench/run.mjs bench/quantize.ts [kd.yaml, or a task of bench/tasks] [seeds]
// Each seed trains once, with its teacher where there is one; then every row quantizes that student and answers the
// test set on the simulated kernels.
import { CALIBRATION_NAMES } from '../src/compress/calibration/index.ts';
import type { QuantizeParams } from '../src/compress/params.ts';
import { loadData } from '../src/data/load.ts';
import { measureModel } from '../src/gate/measure.ts';
import { type ModelRun, modelRunsOf } from '../src/gate/model-run.ts';
import { quantizeStudent } from '../src/gate/quantize-student.ts';
import { testSetOf } from '../src/gate/test-set.ts';
import { loadEngine } from '../src/host/engine.ts';
import { createForward } from '../src/nn/forward.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { alignTable } from '../src/report/aligned.ts';
import { settle } from '../src/student/auto.ts';
import { distill } from '../src/student/distill.ts';
import { countCorrect, logitsOf } from '../src/student/evaluate.ts';
import { askTeacher } from '../src/teacher/teacher.ts';
import { must } from './must.ts';
import { specOf } from './spec.ts';
import { mean } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '3'] = process.argv.slice(2);

const STEPS = [
  {},
  { biasCorrection: true },
  { equalize: true },
  { biasCorrection: true, equalize: true },
] as const satisfies readonly Partial<QuantizeParams>[];
const ways: readonly (readonly [name: string, settings: Partial<QuantizeParams>])[] = [
  ...CALIBRATION_NAMES.flatMap((calibration) =>
    STEPS.map(
      (steps) => [[calibration, ...Object.keys(steps)].join(' + '), { mode: 'int8', calibration, ...steps }] as const,
    ),
  ),
  ['int16x8', { mode: 'int16x8' }],
  ['auto', { mode: 'auto' }],
];

const engine = await loadEngine();
const { spec, boards, read } = await specOf(file);
const tools = {
  read,
  makeKernels: engine.makeKernels,
  makeTrainer: engine.trainerOn(1),
  evaluate: engine.evaluateOn(1),
  onProgress: () => undefined,
};
const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;

/** Percent by row, seed after seed; `auto` also says what it chose. */
const accuracies = new Map<string, number[]>();
const chosen: string[] = [];
for (let seed = 1; seed <= Number(count); seed++) {
  const [run] = modelRunsOf({
    spec: { ...spec, seed, limits: { ...spec.limits, work: Number.MAX_VALUE } },
    boards,
    tools,
    tool,
  });
  await trySeed(run);
  console.error(`seed ${seed}: ${chosen.at(-1)}`);
}

const seeds = Array.from({ length: Number(count) }, (_, i) => `seed ${i + 1}, %`);
const float = accuracies.get('float32') ?? [];
const rows = [...accuracies].map(([name, values]) => [
  name,
  ...values.map((value) => value.toFixed(2)),
  mean(values).toFixed(2),
  name === 'float32' ? '' : (mean(values) - mean(float)).toFixed(2),
]);
console.log(
  alignTable([['', ...seeds, 'mean', 'to float, pp'], ...rows], `l${'r'.repeat(seeds.length + 2)}`).join('\n'),
);
for (const [i, what] of chosen.entries()) console.log(`auto, seed ${i + 1}: ${what}`);

async function trySeed(run: ModelRun): Promise<void> {
  const { model, seed } = run;
  const { train, test, calibrate } = must(await loadData(model.data, tools.read));
  if (!train || !test || !calibrate) throw new Error('data.train and data.test are needed');
  const network = must(buildNetwork(train.shape, model.student.layers ?? [], seed, 'student'));
  const questions = { train, test, seed, ...tools };
  const teacher = model.teacher && must(await askTeacher({ ...questions, params: model.teacher }));
  const { makeTrainer } = tools;
  const input = {
    network,
    train,
    teacherLogits: teacher?.logits,
    params: settle(model.distill, train.count),
    seed,
    makeTrainer,
  };
  const trained = must(await distill(input)).network;
  const forward = createForward(trained, engine.makeKernels);
  note('float32', countCorrect(logitsOf(forward.infer, test), test.labels));
  for (const [name, settings] of ways) {
    const quantize = { ...model.quantize, ...settings };
    const student = must(
      await quantizeStudent({ ...run, model: { ...model, quantize } }, { input, calibrate, network: trained, forward }),
    );
    const measured = must(measureModel(student.bytes, [], engine.makeKernels));
    note(name, must(await tools.evaluate(measured, testSetOf(test, measured.model))).accuracy);
    if (settings.mode === 'auto') chosen.push(JSON.stringify(student.quantization.settings));
  }
}

function note(name: string, { correct, total } = { correct: 0, total: 0 }): void {
  accuracies.set(name, [...(accuracies.get(name) ?? []), (100 * correct) / total]);
}
