// Teachers of other tools, their own answers, and the engines as the bundle has them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, must, type Outcome, reject } from '../../src/base/problem.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import { teacherEngines } from '../../src/host/engines/teacher-engines.ts';
import type { TeacherEngines } from '../../src/teacher/engines.ts';
import type { Questions } from '../../src/teacher/kind.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/teachers');
export const CLASSES = 4;

export const fileOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)));

export function readFixture(path: string): Promise<Outcome<Uint8Array>> {
  const read = (): Uint8Array => {
    try {
      return fileOf(path);
    } catch {
      return reject('file/missing', `there is no file ${path}`);
    }
  };
  return Promise.resolve(attempt(read));
}

export const bundled = (folder?: string): TeacherEngines =>
  teacherEngines(process.env.KD_GATE_TEST_BUNDLE ?? 'none', folder);

/** An array of answers.npz. */
export function recorded(name: string): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const [{ shape, values }] = must(readNpz(fileOf('answers.npz'), [name]));
  return { shape, values: Float32Array.from(values, Number) };
}

export const TFJS_RECORDED = JSON.parse(readFileSync(join(FOLDER, 'tfjs-answers.json'), 'utf8')) as Readonly<
  Record<string, readonly number[]>
>;

/** Samples [count, ...shape] without right answers. */
export function unlabelled(values: ArrayLike<number>, shape: readonly number[]): Dataset {
  const [count, ...own] = shape;
  return {
    count,
    shape: own,
    values: Float32Array.from(values),
    normalisation: { subtract: 0, multiply: 1 },
    labels: new Int32Array(count),
    classes: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
    digest: '',
  };
}

const unused = (): never => {
  throw new Error('not for these teachers');
};

export function questionsOf(train: Dataset, more: Partial<Questions> = {}): Questions {
  return { train, read: readFixture, makeKernels: unused, makeTrainer: unused, engines: bundled(), seed: 1, ...more };
}

/** Row by row, with the constant that a softmax doesn't see taken away: the mean. */
export function centred(values: ArrayLike<number>, width = CLASSES): readonly number[] {
  const all = Array.from(values);
  return all.map((value, i) => {
    const row = all.slice(i - (i % width), i - (i % width) + width);
    return value - row.reduce((sum, v) => sum + v, 0) / width;
  });
}

export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i])),
    a.length === b.length ? 0 : 1,
  );
}
