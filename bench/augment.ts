// Augmentation, of a student from scratch and of one that is distilled, over seeds:
//   node bench/run.mjs bench/augment.ts [kd.yaml, or a task of bench/tasks] [seeds] [epochs, or default] [rows by word]
// Each row runs the whole gate with another `distill.augment`; a choice among the rows is made on held-out samples.
import { loadEngine } from '../src/host/engine.ts';
import { alignTable } from '../src/report/aligned.ts';
import type { DistillParams } from '../src/student/params.ts';
import { measureFirst } from './gate.ts';
import { specOf } from './spec.ts';
import { meanAndError, percent } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '5', epochs = '40', ...words] = process.argv.slice(2);
const VARIANTS: Readonly<Record<string, DistillParams['augment']>> = {
  none: [],
  'shift: { by: [1, 1] }': [{ shift: { by: [1, 1], fill: 'zero' } }],
  'mixup: { alpha: 0.2 }': [{ mixup: { alpha: 0.2 } }],
  'mixup: { alpha: 1 }': [{ mixup: { alpha: 1 } }],
};
const variants = Object.entries(VARIANTS).filter(
  ([row]) => words.length === 0 || words.some((word) => row.includes(word)),
);

const engine = await loadEngine();
const { spec, sha256: specSha256, boards, read } = await specOf(file);
const [name, model] = Object.entries(spec.models)[0];
const length = epochs === 'default' ? {} : { epochs: Number(epochs) };

interface Row {
  readonly scratchHeldOut: number;
  readonly scratch: number;
  readonly heldOut: number;
  readonly distilled: number;
  readonly int8: number;
}

const rows = new Map<string, Row[]>(variants.map(([variant]) => [variant, []]));
const started = performance.now();
for (let seed = 1; seed <= Number(count); seed++) {
  for (const [variant, augment] of variants) {
    rows.get(variant)?.push(await measure(seed, augment));
    console.error(`seed ${seed}, ${variant}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}

const header = ['augment', 'scratch held out, %', 'scratch, %', 'distilled held out, %', 'distilled, %', 'int8, %'];
const cells = [...rows].map(([variant, ofSeeds]) => [
  variant,
  ...(['scratchHeldOut', 'scratch', 'heldOut', 'distilled', 'int8'] as const).map((key) => {
    return meanAndError(ofSeeds.map((row) => row[key]));
  }),
]);
console.log(`${file}, ${count} seeds, ${epochs} epochs; mean and standard error`);
console.log(alignTable([header, ...cells], 'lrrrrr').join('\n'));

async function measure(seed: number, augment: DistillParams['augment']): Promise<Row> {
  const distill = { ...model.distill, ...length, compareWithScratch: true, augment };
  const report = await measureFirst(engine, {
    spec: { ...spec, seed, models: { [name]: { ...model, distill } } },
    specSha256,
    boards,
    read,
  });
  const { scratch, floatAccuracy, accuracy, training } = report;
  if (!scratch?.floatAccuracy || !floatAccuracy || !accuracy || !training) throw new Error('the spec has no teacher');
  return {
    scratchHeldOut: 100 * (scratch.training.validationAccuracy ?? 0),
    scratch: percent(scratch.floatAccuracy),
    heldOut: 100 * (training.validationAccuracy ?? 0),
    distilled: percent(floatAccuracy),
    int8: percent(accuracy),
  };
}
