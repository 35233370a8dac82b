// The files that a model of kd.yaml names, so that all that are missing can be told at once.
import { filesOf } from '../data/load.ts';
import type { ModelSpec } from './spec.ts';

export interface NamedFile {
  readonly path: string;
  /** Inside the model's section. */
  readonly key: string;
}

export function filesOfModel({ data, teacher, student }: ModelSpec): NamedFile[] {
  const sets = (['train', 'test'] as const).flatMap((name) => {
    const set = data[name];
    return set ? filesOf(set).map(({ path, key }) => ({ path, key: `data.${name}.${key}` })) : [];
  });
  const logits = teacher?.logits;
  const answers =
    typeof logits === 'string'
      ? [{ path: logits, key: 'teacher.logits' }]
      : Object.entries(logits ?? {}).map(([name, path]) => ({ path: String(path), key: `teacher.logits.${name}` }));
  const models = [
    { path: teacher?.tflite, key: 'teacher.tflite' },
    { path: student.tflite, key: 'student.tflite' },
  ];
  return [...sets, ...answers, ...models.flatMap(({ path, key }) => (path === undefined ? [] : [{ path, key }]))];
}
