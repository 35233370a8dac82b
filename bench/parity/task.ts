// The data and the teacher of a kd.yaml as plain arrays.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Shape, sizeOf } from '../../src/base/shape.ts';
import { resolveBoards } from '../../src/config/resolve-boards.ts';
import { type Dataset, gather } from '../../src/data/dataset.ts';
import { loadData } from '../../src/data/load.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { MOST_FILE_BYTES } from '../../src/gate/io.ts';
import { readSpec } from '../../src/gate/read-spec.ts';
import { processIo } from '../../src/host/process.ts';
import { askTeacher } from '../../src/teacher/teacher.ts';
import { must } from '../must.ts';
import type { Samples } from './training.ts';

export interface Task {
  readonly shape: Shape;
  readonly classes: number;
  readonly train: Samples;
  readonly test: Samples;
}

/** The spec, its boards, and the reader of the files beside it. */
export async function specOf(given: string) {
  // The gate reads nothing outside its workspace, and the data may lie beside the repository.
  const file = realpathSync(given);
  const io = processIo(dirname(file));
  const { spec, sha256 } = must(await readSpec(io, file));
  const folder = io.folderOf(file);
  const read = (name: string) => io.readInside(folder, name, MOST_FILE_BYTES);
  const boards = must(await resolveBoards((name, most) => io.readInside(folder, name, most), spec));
  return { spec, sha256, boards, read };
}

export async function taskOf(engine: Engine, file: string): Promise<Task> {
  const { spec, read } = await specOf(file);
  const [model] = Object.values(spec.models);
  const { train, test } = must(await loadData(model.data, read));
  if (!train || !test) throw new Error(`${file} needs data to train and to test`);
  const questions = { train, test, read, makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1) };
  const params = model.teacher;
  const teacher = params && must(await askTeacher({ params, ...questions, seed: spec.seed })).logits;
  const shape = train.shape;
  return { shape, classes: train.classes.length, train: { ...samplesOf(train), teacher }, test: samplesOf(test) };
}

export function samplesOf(set: Dataset): Samples {
  const x = new Float32Array(set.count * sizeOf(set.shape));
  gather(
    set,
    Array.from({ length: set.count }, (_, i) => i),
    x,
  );
  return { x, labels: set.labels };
}
