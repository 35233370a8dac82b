// The kinds of teachers, by their keys in kd.yaml.
import type { TeacherKinds } from '../kind.ts';
import { arch } from './arch.ts';
import { layers } from './layers.ts';
import { logits } from './logits.ts';
import { tflite } from './tflite.ts';

export const TEACHERS = { tflite, logits, layers, arch } satisfies TeacherKinds;
