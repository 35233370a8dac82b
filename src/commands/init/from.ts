// What `init --from` and `init --demo` write: found in the files, tried, and with budgets above what was measured.
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { ReadFile } from '../../base/read-file.ts';
import type { Shape } from '../../base/shape.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { formatShare } from '../../report/format.ts';
import type { ModelReport } from '../../report/report.ts';
import { type FoundData, findData } from './data-section.ts';
import { DEMO_DATA } from './demo.ts';
import { type Draft, draftText, modelName, networkFor, yamlText } from './draft.ts';
import { type AccuracyFloor, CANDIDATES, choose } from './headroom.ts';
import { type KerasDraft, kerasDraft } from './keras-model.ts';
import { trialData, trialRun } from './trial.ts';

export interface InitTools {
  readonly io: Io;
  readonly engine: Engine;
  /** Where kd.yaml will lie. */
  readonly file: string;
}

/** A text of kd.yaml, and files that lie beside it. */
export interface SpecAndFiles {
  readonly spec: string;
  readonly files: ReadonlyMap<string, string>;
}

const KERAS = /\.(keras|h5|hdf5)$/i;
const TFLITE = /\.tflite$/i;

/** Of a finished model, a Keras file, data, or the last two. Problems: `init/data`, and those of a run. */
export function specFrom(tools: InitTools, paths: readonly string[], read: ReadFile): Promise<Outcome<SpecAndFiles>> {
  return attemptLater(async () => {
    const [models, others] = [paths.filter(isModel), paths.filter((path) => !isModel(path))];
    if (models.length > 1 || others.length > 1) {
      reject('init/options', 'name one model and one place of data; more of them are added to kd.yaml by hand');
    }
    const [model, data] = [models[0], others[0]];
    if (model !== undefined && TFLITE.test(model)) {
      if (data !== undefined) reject('init/options', 'a .tflite file is measured as it is; leave the data out');
      return { spec: must(await specOfModel(tools, model)), files: NO_FILES };
    }
    const found = data === undefined ? undefined : must(await findData(data, read));
    if (model !== undefined) return must(await specOfKeras(tools, must(await kerasDraft(model, found, read))));
    if (!found) throw new Error('nothing was named');
    return { spec: must(await specOfData(tools, modelName(data), found)), files: NO_FILES };
  });
}

const NO_FILES: ReadonlyMap<string, string> = new Map();

function isModel(path: string): boolean {
  return TFLITE.test(path) || KERAS.test(path);
}

/** What it takes doesn't depend on the noise, which is written first so that it can be read. */
function specOfKeras({ io, engine, file }: InitTools, found: KerasDraft): Promise<Outcome<SpecAndFiles>> {
  return attemptLater(async () => {
    const { files, isTested, ...draft } = found;
    for (const [path, text] of files) {
      const place = io.join(io.folderOf(file), path);
      if (!(await io.exists(place))) await io.write(place, text);
    }
    const tried: { readonly draft: Draft; readonly report: ModelReport }[] = [];
    for (const data of waysToFeed(draft.data ?? [])) {
      const way = { ...draft, data, boards: CANDIDATES };
      tried.push({ draft: way, report: must(await trialRun(io, engine, file, draftText(way))) });
    }
    const best = tried.reduce((most, other) => (rightOf(other.report) > rightOf(most.report) ? other : most));
    const floor = isTested && best.report.accuracy ? floorBelow(best.report.accuracy) : undefined;
    return { spec: draftText({ ...best.draft, ...choose(best.report, floor) }), files };
  });
}

/** Nobody says what the weights were trained on: the samples as they lie there, or normalized. The answers tell. */
function waysToFeed(lines: readonly string[]): readonly (readonly string[])[] {
  const plain = lines.filter((line) => !line.startsWith('normalize:'));
  return plain.length === lines.length ? [lines] : [plain, lines];
}

function rightOf({ accuracy }: ModelReport): number {
  return accuracy ? accuracy.correct / accuracy.total : 0;
}

/** Of weights that are there already: what they reach, less what another split of the data may cost. */
function floorBelow({ correct, total }: NonNullable<ModelReport['accuracy']>): AccuracyFloor {
  const share = correct / total;
  return { share: Math.max(0, share - 0.02), why: `measured ${formatShare(share)}` };
}

export function demoSpec(tools: InitTools): Promise<Outcome<string>> {
  return specOfData(tools, 'motion', { kind: 'series', lines: DEMO_DATA });
}

/** Nothing is trained: the file is measured as it is. */
function specOfModel({ io, engine, file }: InitTools, path: string): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const name = modelName(path);
    const network = [`student: { tflite: ${yamlText(path)} }`];
    const report = must(await trialRun(io, engine, file, draftText({ name, network, boards: CANDIDATES })));
    return draftText({ name, network, ...choose(report, undefined) });
  });
}

function specOfData({ io, engine, file }: InitTools, name: string, found: FoundData): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const untrained = draftText({
      name,
      data: found.lines,
      network: ['student: { tflite: unread.tflite }'],
      boards: CANDIDATES,
    });
    const set = must(await trialData(io, engine, file, untrained));
    if (!set) return reject('init/data', 'there are no samples');
    const { shape, lines } = shaped(found, set.shape);
    const { teacher, student, distill } = networkFor(found.kind, shape, set.classes.length);
    // Without its teacher, one epoch.
    const quick = [...student, 'distill: { epochs: 1, validation: 0 }'];
    const report = must(
      await trialRun(io, engine, file, draftText({ name, data: lines, network: quick, boards: CANDIDATES })),
    );
    const floor = { share: Math.min(0.9, 2 / set.classes.length), why: 'twice chance: raise it after the first run' };
    const network = [...teacher, ...student, distill];
    return draftText({ name, data: lines, network, ...choose(report, floor) });
  });
}

/** Windows of several columns become [steps, 1, columns], which convolutions over time take. */
function shaped(
  { kind, lines }: FoundData,
  found: Shape,
): { readonly shape: Shape; readonly lines: readonly string[] } {
  const [steps, columns, one] = found;
  if (kind !== 'series' || one !== 1 || columns === 1) return { shape: found, lines };
  return { shape: [steps, 1, columns], lines: [...lines, `shape: [${steps}, 1, ${columns}]`] };
}

/** The path as kd.yaml in that folder names it; a folder's ends in `/`. Inside an `attempt`. Problems: `init/data`. */
export function pathFrom(folder: string, path: string, isFolder: boolean): string {
  const clean = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  const inside =
    folder === '' || folder === '.'
      ? clean
      : clean.startsWith(`${folder}/`)
        ? clean.slice(folder.length + 1)
        : undefined;
  if (inside === undefined || inside === '' || inside.startsWith('/') || inside.split('/').includes('..')) {
    return reject(
      'init/data',
      `${quote(path)} does not lie below the folder of kd.yaml, ${quote(folder || '.')}; write kd.yaml beside it`,
    );
  }
  return isFolder ? `${inside}/` : inside;
}
