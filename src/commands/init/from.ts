// What `init --from` and `init --demo` write: found in the files, tried, and with budgets above what was measured.
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { ReadFile } from '../../base/read-file.ts';
import type { Shape } from '../../base/shape.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { type FoundData, findData } from './data-section.ts';
import { DEMO_DATA } from './demo.ts';
import { draftText, modelName, networkFor, yamlText } from './draft.ts';
import { CANDIDATES, choose } from './headroom.ts';
import { trialData, trialRun } from './trial.ts';

export interface InitTools {
  readonly io: Io;
  readonly engine: Engine;
  /** Where kd.yaml will lie. */
  readonly file: string;
}

/** Of a finished model, or of data. Problems: `init/data`, and those of a run. */
export function specFrom(tools: InitTools, path: string, read: ReadFile): Promise<Outcome<string>> {
  if (/\.tflite$/i.test(path)) return specOfModel(tools, path);
  return attemptLater(async () => must(await specOfData(tools, modelName(path), must(await findData(path, read)))));
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
    const set = must(await trialData(io, file, untrained));
    if (!set) return reject('init/data', 'there are no samples');
    const { shape, lines } = shaped(found, set.shape);
    const network = networkFor(found.kind, shape, set.classes.length);
    // Without its teacher, one epoch.
    const student = network.slice(
      network.findIndex((line) => line.startsWith('student:')),
      -1,
    );
    const quick = [...student, 'distill: { epochs: 1, validation: 0 }'];
    const report = must(
      await trialRun(io, engine, file, draftText({ name, data: lines, network: quick, boards: CANDIDATES })),
    );
    const floor = Math.min(0.9, 2 / set.classes.length);
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

/** The path as kd.yaml in that folder names it; a folder's ends in `/`. */
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
