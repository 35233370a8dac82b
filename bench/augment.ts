// Augmentation, of a student from scratch and of one that is distilled, over seeds:
//   node bench/run.mjs bench/augment.ts [kd.yaml] [seeds] [epochs]
// Each row runs the whole gate with another `distill.augment`; a choice among the rows is made on held-out samples.
import { MOST_FILE_BYTES } from '../src/base/read-file.ts';
import { resolveBoards } from '../src/config/resolve-boards.ts';
import { readSpec } from '../src/gate/read-spec.ts';
import { loadEngine } from '../src/host/engine.ts';
import { processIo } from '../src/host/process.ts';
import { alignTable } from '../src/report/aligned.ts';
import type { DistillParams } from '../src/student/params.ts';
import { measureFirst } from './gate.ts';
import { must } from './must.ts';
import { meanAndError, percent } from './statistics.ts';

const [file = 'fixtures/digits/kd.yaml', count = '5', epochs = '40'] = process.argv.slice(2);
const VARIANTS: Readonly<Record<string, DistillParams['augment']>> = {
  none: [],
  'shift: { by: [1, 1] }': [{ shift: { by: [1, 1], fill: 'zero' } }],
  'mixup: { alpha: 0.2 }': [{ mixup: { alpha: 0.2 } }],
};

const io = processIo(process.cwd());
const engine = await loadEngine();
const { spec, sha256: specSha256 } = must(await readSpec(io, file));
const folder = io.folderOf(file);
const boards = must(await resolveBoards((path, most) => io.readInside(folder, path, most), spec));
const [name, model] = Object.entries(spec.models)[0];

interface Row {
  readonly scratchHeldOut: number;
  readonly scratch: number;
  readonly heldOut: number;
  readonly distilled: number;
  readonly int8: number;
}

const rows = new Map<string, Row[]>(Object.keys(VARIANTS).map((variant) => [variant, []]));
const started = performance.now();
for (let seed = 1; seed <= Number(count); seed++) {
  for (const [variant, augment] of Object.entries(VARIANTS)) {
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
  const distill = { ...model.distill, epochs: Number(epochs), compareWithScratch: true, augment };
  const report = await measureFirst(engine, {
    spec: { ...spec, seed, models: { [name]: { ...model, distill } } },
    specSha256,
    boards,
    read: (path) => io.readInside(folder, path, MOST_FILE_BYTES),
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
