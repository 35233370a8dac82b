// What quantization costs a student after training (PTQ) and with quantization-aware training (QAT), over seeds:
//   node bench/run.mjs bench/qat-accuracy.ts [kd.yaml, or a task of bench/tasks] [seeds] [quantize as JSON]
// Each seed runs the whole gate once with quantize.aware; both models are then evaluated on the whole test set,
// whichever was shipped.

import type { Evaluate } from '../src/gate/evaluate.ts';
import type { LoadedModel } from '../src/gate/measure.ts';
import type { TestSet } from '../src/gate/test-set.ts';
import { loadEngine } from '../src/host/engine.ts';
import { alignTable } from '../src/report/aligned.ts';
import { measureFirst } from './gate.ts';
import { must } from './must.ts';
import { specOf } from './spec.ts';
import { deviation, mean, percent } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '5', settings = '{}'] = process.argv.slice(2);

const engine = await loadEngine();
const { spec, sha256: specSha256, boards, read } = await specOf(file);
const [name, model] = Object.entries(spec.models)[0];
const aware = { ...model, quantize: { ...model.quantize, aware: true, ...JSON.parse(settings) } };
const evaluate = engine.evaluateOn(1);

const rows: number[][] = [];
const started = performance.now();
for (let seed = 1; seed <= Number(count); seed++) {
  // In the order in which the gate judges them: QAT, PTQ, and the shipped one on the test set.
  const judged: { readonly model: LoadedModel; readonly testSet: TestSet }[] = [];
  const spied: Evaluate = (candidate, testSet, onProgress) => {
    judged.push({ model: candidate, testSet });
    return evaluate(candidate, testSet, onProgress);
  };
  const asked = { spec: { ...spec, seed, models: { [name]: aware } }, specSha256, boards, read };
  const report = await measureFirst(engine, asked, spied);
  const [qat, ptq, shipped] = judged;
  if (!report.floatAccuracy || !report.accuracy || !shipped) throw new Error('the spec has no test set');
  const onTest = async (candidate: LoadedModel) => {
    const { accuracy } = must(await evaluate(candidate, shipped.testSet));
    if (!accuracy) throw new Error('the task has no right answers');
    return percent(accuracy);
  };
  const figures = [percent(report.floatAccuracy), await onTest(ptq.model), await onTest(qat.model)];
  rows.push([...figures, percent(report.accuracy)]);
  const { judgedOn, answers, answersBefore } = report.training?.aware ?? {};
  const held =
    answers && answersBefore
      ? `${judgedOn}: QAT ${answers.correct}, PTQ ${answersBefore.correct} of ${answers.total}`
      : '';
  console.error(`seed ${seed}: ${rows[seed - 1].map((v) => v.toFixed(2)).join(' ')} ${held}, ${seconds()} s`);
}

const columns = [0, 1, 2, 3].map((at) => rows.map((row) => row[at]));
const loss = (at: number) => rows.map((row) => row[at] - row[0]);
const line = (title: string, values: readonly number[]) => [
  title,
  mean(values).toFixed(2),
  deviation(values).toFixed(2),
];
console.log(`${file}, seeds 1 to ${rows.length}, quantize ${settings}`);
const table = [
  ['', 'mean', 'std. dev.'],
  ...['float32', 'PTQ int8', 'QAT int8', 'shipped'].map((title, at) => line(`${title}, %`, columns[at])),
  line('PTQ - float, pp', loss(1)),
  line('QAT - float, pp', loss(2)),
  line('shipped - float, pp', loss(3)),
];
console.log(alignTable(table, 'lrr').join('\n'));

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}
