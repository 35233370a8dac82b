// The lists that sections of kd.yaml choose from. What reads kd.yaml takes them as a value; these are the shipped ones.
import type { Readers } from '../data/reader.ts';
import { READERS } from '../data/readers/index.ts';
import type { TeacherKinds } from '../teacher/kind.ts';
import { TEACHERS } from '../teacher/kinds/index.ts';

export interface Kinds {
  readonly readers: Readers;
  readonly teachers: TeacherKinds;
}

export const KINDS = { readers: READERS, teachers: TEACHERS } satisfies Kinds;
