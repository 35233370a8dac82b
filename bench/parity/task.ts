// The data and the teacher of a kd.yaml as plain arrays.
import { type Shape, sizeOf } from '../../src/base/shape.ts';
import { type Dataset, gather } from '../../src/data/dataset.ts';
import { loadData } from '../../src/data/load.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { askTeacher } from '../../src/teacher/teacher.ts';
import { must } from '../must.ts';
import { specOf } from '../spec.ts';
import type { Samples } from './training.ts';

export interface Task {
  readonly shape: Shape;
  readonly classes: number;
  readonly train: Samples;
  readonly test: Samples;
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
