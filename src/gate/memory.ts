// What a process still knows of the run before: stages that only other stages' settings left as they were.
//
// A stored result holds for all of a model's settings. While somebody edits kd.yaml, a new board or another form of the
// file must not train the student again.
import { sha256Hex } from '../base/digest.ts';
import type { Outcome } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { DataSets } from '../data/load.ts';
import { isStored } from '../data/stored-values.ts';
import { keyOf } from '../store/keys.ts';
import { digestsFrom, type FileDigests, haveSameContent, recordReads } from '../store/reads.ts';
import type { Evaluate } from './evaluate.ts';
import type { ModelRun } from './model-run.ts';
import type { Evaluation } from './scorer.ts';

/** Models of a kd.yaml, twice. */
const MOST_SLOTS = 128;

interface Kept {
  readonly key: string;
  readonly files: FileDigests;
  readonly value: unknown;
}

export interface Memory {
  /** By what it is of; the last one alone. */
  readonly kept: Map<string, Kept>;
  /** By the labels of the test set, which are the same array as long as the set is the same. */
  readonly evaluations: WeakMap<Int32Array, Map<string, Evaluation>>;
}

export function newMemory(): Memory {
  return { kept: new Map(), evaluations: new WeakMap() };
}

/** Of one stage of a model. `inputs`: all that it depends on beside the files that `work` reads, as JSON. */
export interface Stage<T> {
  readonly name: string;
  readonly inputs: unknown;
  work(read: ReadFile): Promise<Outcome<T>>;
  /** Whether the value outlives the run. */
  mayStay?(value: T): boolean;
}

/** What the stage made before of the same inputs and files, or makes now. */
export async function recallStage<T>({ name, memory, tools }: ModelRun, stage: Stage<T>): Promise<Outcome<T>> {
  if (!memory) return stage.work(tools.read);
  const slot = `${stage.name} ${name}`;
  const key = keyOf(stage.inputs);
  const known = memory.kept.get(slot);
  // The files are read again: what is stored of this run depends on them too.
  if (known?.key === key && (await haveSameContent(known.files, digestsFrom(tools.read)))) {
    return { ok: true, value: known.value as T };
  }
  const reads = recordReads(tools.read);
  const outcome = await stage.work(reads.read);
  memory.kept.delete(slot);
  if (outcome.ok && stage.mayStay?.(outcome.value) !== false && memory.kept.size < MOST_SLOTS) {
    memory.kept.set(slot, { key, files: await reads.digests(), value: outcome.value });
  }
  return outcome;
}

/** Samples that lie in a file of the machine go with the run. */
export function areInMemory({ train, test, calibrate }: DataSets): boolean {
  return [train, test, calibrate].every((set) => set === undefined || !isStored(set.values));
}

/** The same answers for the same bytes on the same test set. */
export function rememberingEvaluate({ evaluations }: Memory, evaluate: Evaluate): Evaluate {
  return async (model, testSet, onProgress) => {
    const { task, threshold, normalisation, streams } = testSet;
    const key = keyOf({ model: sha256Hex(model.bytes), task, threshold, normalisation, streams: streams?.params });
    const ofSet = evaluations.get(testSet.labels) ?? new Map<string, Evaluation>();
    const known = ofSet.get(key);
    if (known) return { ok: true, value: known };
    const outcome = await evaluate(model, testSet, onProgress);
    if (outcome.ok) evaluations.set(testSet.labels, ofSet.set(key, outcome.value));
    return outcome;
  };
}
