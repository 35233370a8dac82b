// `kd-gate convert` beside TensorFlow's converter, int8 in and out: file, arena, accuracy.
// PYTHON=... node bench/run.mjs bench/convert.ts FOLDER
// FOLDER has models (.keras, .h5), and for each NAME.cal.npy, perhaps NAME.x.npy and NAME.y.npy for accuracy; where it
// has none, models are trained on the digits first (bench/peers/convert_tensorflow.py).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '../src/data/readers/npy.ts';
import { compactExport } from '../src/gate/compact-export.ts';
import { CONVERT_PARAMS, calibrationIn, convertKeras, inputShapeOf } from '../src/gate/convert.ts';
import { measureModel } from '../src/gate/measure.ts';
import { loadEngine } from '../src/host/engine.ts';
import { profileOf } from '../src/micro/profile.ts';
import { must } from './must.ts';
import { PYTHON } from './peers/python.ts';

const [folder] = process.argv.slice(2);
const PROFILE = profileOf('cortex-m4f/cmsis_nn');
const peer = (...args: string[]) =>
  execFileSync(PYTHON, ['bench/peers/convert_tensorflow.py', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
const modelsIn = () => readdirSync(folder).filter((name) => /\.(keras|h5)$/.test(name));
if (modelsIn().length === 0) peer('models', folder);
mkdirSync(join(folder, 'out'), { recursive: true });

interface Judged {
  readonly accuracy: number | null;
  readonly most: number;
  readonly mean: number;
}

const { makeKernels } = await loadEngine();
const bytesOf = (path: string) => new Uint8Array(readFileSync(path));
console.log(
  '| model | Keras | ours | TensorFlow | file: ours | compact | TensorFlow | arena: ours | TensorFlow ' +
    '| mean distance: ours | TensorFlow |',
);
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const model of modelsIn()) {
  const name = model.replace(/\.\w+$/, '');
  const at = (ending: string) => join(folder, `${name}.${ending}`);
  const [ours, theirs, float] = ['ours', 'tensorflow', 'float32'].map((who) =>
    join(folder, 'out', `${name}.${who}.tflite`),
  );
  const file = bytesOf(join(folder, model));
  const samples = must(readNpy(bytesOf(at('cal.npy'))));
  const calibration = must(calibrationIn(samples, must(inputShapeOf(file, samples.shape.slice(1)))));
  const converted = must(convertKeras(file, { calibration, params: CONVERT_PARAMS }, makeKernels)).bytes;
  writeFileSync(ours, converted);
  writeFileSync(float, must(convertKeras(file, undefined, makeKernels)).bytes);
  if (!existsSync(theirs)) peer('convert', join(folder, model), at('cal.npy'), theirs);
  const hasTest = existsSync(at('x.npy'));
  const judged: Judged[] = JSON.parse(
    peer(
      'judge',
      join(folder, model),
      at(hasTest ? 'x.npy' : 'cal.npy'),
      hasTest ? at('y.npy') : '-',
      ours,
      theirs,
      float,
    ),
  );
  const measured = [converted, bytesOf(theirs)].map((bytes) => measureModel(bytes, [PROFILE], makeKernels));
  const arenas = measured.map((one) =>
    one.ok ? String(one.value.figures.profiles[PROFILE.id].arenaMinBytes) : 'refused',
  );
  const compact = must(compactExport(converted, [PROFILE], makeKernels)).after.bytes.length;
  const share = (accuracy: number | null) => (accuracy === null ? '' : `${(100 * accuracy).toFixed(2)} %`);
  const [keras, mine, tensorflow, inFloat] = judged;
  if (inFloat.most > 1e-4) console.log(`float32 of ${name} is ${inFloat.most} from Keras`);
  const shares = [keras, mine, tensorflow].map((one) => share(one.accuracy));
  const sizes = [converted.length, compact, bytesOf(theirs).length];
  const distances = [mine, tensorflow].map(({ mean }) => mean.toExponential(2));
  console.log(`| ${[name, ...shares, ...sizes, ...arenas, ...distances].join(' | ')} |`);
}
