// A .tflite file and what the command line asks about it, to figures.
import { must, placed, reject } from '../../base/problem.ts';
import { MOST_FILE_BYTES, MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { resolveNamed } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import {
  type ModelMeasurement,
  measurableBoards,
  measureModel,
  type OnBoards,
  onBoards,
  profilesOf,
  runRecords,
} from '../../gate/measure.ts';
import { classesIn, type ModelClasses } from '../../gate/model-classes.ts';
import { confusionOf } from '../../gate/sample-figures.ts';
import type { Evaluation } from '../../gate/scorer.ts';
import { judgedSet } from '../../gate/streams.ts';
import { USUAL_PROFILES } from '../../micro/profile.ts';
import type { ModelReport } from '../../report/report.ts';
import { detailsOf, type ModelDetails } from './details.ts';
import { checkFirmwareOptions, writeFirmware } from './firmware.ts';
import type { MeasureOptions } from './options.ts';
import { readTestSet } from './test-set.ts';

/** Its score is that on --data; none without. */
export interface FileMeasurement extends OnBoards, ModelClasses, Pick<Evaluation, 'accuracy' | 'exactMatch' | 'error'> {
  readonly file: string;
  readonly model: ModelMeasurement;
  readonly details: ModelDetails;
  readonly confusion?: ModelReport['confusion'];
}

/** Also writes --dump, --tensors and --firmware. Runs inside an attempt. */
export async function measureFile(
  io: Io,
  engine: Engine,
  file: string,
  options: MeasureOptions,
): Promise<FileMeasurement> {
  const boards = must(await resolveNamed(io.readNamed, options.board ?? []));
  const ids = [...(options.profile ?? []), ...measurableBoards(boards).map((board) => board.profile)];
  const profiles = must(profilesOf(ids, USUAL_PROFILES));
  checkOptions(options);
  await checkFirmwareOptions(io, file, options);
  const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
  const model = must(placed(measureModel(bytes, profiles, engine.makeKernels), { file }));
  await runInputs(io, file, options, model);
  const testSet = await readTestSet(io, options, model);
  const evaluation = testSet && must(placed(await engine.evaluateOn(io.cores)(model, testSet), { file }));
  const named = classesIn(bytes);
  await writeFirmware(io, options, { file, model, classes: named.classes ?? [], testSet });
  const { accuracy, exactMatch, error, answerBySample } = evaluation ?? {};
  const labels = testSet && judgedSet(testSet).labels;
  const confusion = answerBySample && labels && confusionOf({ labels, classes: named.classes ?? [] }, answerBySample);
  const details = detailsOf(model, profiles, measurableBoards(boards));
  return { file, model, ...onBoards(boards, model), details, ...named, accuracy, exactMatch, error, confusion };
}

function checkOptions(options: MeasureOptions): void {
  const { inputs, dump, tensors, data, labels, task, stateful, groups, answer, window, skip, threshold } = options;
  if ((dump !== undefined || tensors !== undefined) && inputs === undefined) {
    reject('arguments/inputs', '--dump and --tensors need records to run: add --inputs FILE');
  }
  if ((data === undefined) !== (labels === undefined)) {
    reject('arguments/data', '--data and --labels belong together: --data X.npy --labels Y.npy');
  }
  const ofStreams = { groups, answer, window, skip };
  const [stray] = Object.entries(ofStreams).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (stray !== undefined && (!stateful || data === undefined)) {
    reject('arguments/data', `${stray} is about recordings that a model with state is fed: add --data and --stateful`);
  }
  if (threshold !== undefined && task !== 'binary' && task !== 'multi-label') {
    reject('arguments/data', '--threshold is for yes or no: add --task binary or --task multi-label');
  }
  if (task !== undefined && data === undefined) {
    reject('arguments/data', '--task says what --data and --labels are: add --data X.npy --labels Y.npy');
  }
}

/** Runs --inputs and writes --dump and --tensors. */
async function runInputs(
  io: Io,
  file: string,
  { inputs, dump, tensors, stateful = false }: MeasureOptions,
  { interpreter }: ModelMeasurement,
): Promise<void> {
  if (inputs === undefined) return;
  const records = must(await io.readUserFile(inputs, MOST_FILE_BYTES));
  const { outputs, tensorCrcs } = must(placed(runRecords(interpreter, records, stateful), { file }));
  if (dump !== undefined) await io.write(dump, outputs);
  if (tensors !== undefined) await io.write(tensors, `${JSON.stringify(tensorCrcs, undefined, 2)}\n`);
}
