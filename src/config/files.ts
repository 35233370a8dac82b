// The files that a model of kd.yaml names, so that all that are missing can be told at once.
import { filesOf, type NamedFile } from '../base/one-of.ts';
import { joinPath } from '../base/problem.ts';
import { MOST_MODEL_BYTES } from '../base/read-file.ts';
import { KINDS, type Kinds } from './kinds.ts';
import type { ModelSpec } from './spec.ts';

/** Keys are those inside the model's section. */
export function filesOfModel({ data, teacher, student }: ModelSpec, { readers, teachers }: Kinds = KINDS): NamedFile[] {
  return [
    ...inside('data.train', filesOf(readers, data?.train ?? {})),
    ...inside('data.test', filesOf(readers, data?.test ?? {})),
    ...inside('data.all', filesOf(readers, data?.all ?? {})),
    ...inside('teacher', filesOf(teachers, teacher ?? {})),
    ...(['tflite', 'keras'] as const).flatMap((key) => {
      const path = student[key];
      return path === undefined ? [] : [{ path, key: `student.${key}`, mostBytes: MOST_MODEL_BYTES }];
    }),
  ];
}

function inside(section: string, files: readonly NamedFile[]): NamedFile[] {
  return files.map((file) => ({ ...file, key: joinPath(section, file.key) }));
}
