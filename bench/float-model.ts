// Trains a kd.yaml's student on the labels and writes it in float32, as a teacher for others:
// node bench/run.mjs bench/float-model.ts fixtures/digits/kd.teacher.yaml fixtures/digits/teacher.tflite
import { fold } from '../src/compress/fold.ts';
import { lowerFloat } from '../src/compress/lower.ts';
import { parseSpec } from '../src/config/parse.ts';
import { loadData } from '../src/data/load.ts';
import { loadEngine } from '../src/host/engine.ts';
import { processIo } from '../src/host/process.ts';
import { buildNetwork } from '../src/nn/network/build.ts';
import { settle } from '../src/student/auto.ts';
import { distill } from '../src/student/distill.ts';
import { writeModel } from '../src/tflite/write.ts';
import { must } from './must.ts';

const [file, out] = process.argv.slice(2);
const MOST_BYTES = 2 ** 30;

const io = processIo(process.cwd());
const engine = await loadEngine();
const spec = must(parseSpec(new TextDecoder().decode(must(await io.readUserFile(file, MOST_BYTES))), file));
const [model] = Object.values(spec.models);
const { train } = must(await loadData(model.data, (path) => io.readInside(io.folderOf(file), path, MOST_BYTES)));
if (!train || !model.student.layers) throw new Error('the spec needs training data and a student of layers');
const network = must(buildNetwork(train.shape, model.student.layers, spec.seed, 'student'));
const makeTrainer = engine.trainerOn(1);
const learned = must(
  await distill({ network, train, params: settle(model.distill, train.count), seed: spec.seed, makeTrainer }),
);
const bytes = writeModel(lowerFloat(fold(learned.network)));
await io.write(out, bytes);
const { validation, bestEpoch, trainableParameters } = learned;
const answers = validation ? `, ${validation.correct} of ${validation.total} held-out samples` : '';
console.log(`${out}: ${bytes.length} bytes, ${trainableParameters} parameters, epoch ${bestEpoch}${answers}`);
