// The kinds of teachers, by their keys in kd.yaml.
import type { TeacherKinds } from '../kind.ts';
import { arch } from './arch.ts';
import { ensembleOf } from './ensemble.ts';
import { keras } from './keras.ts';
import { layers } from './layers.ts';
import { logits } from './logits.ts';
import { onnx } from './onnx.ts';
import { tfjs } from './tfjs.ts';
import { tflite } from './tflite.ts';

/** Those that an ensemble may have as its members. */
const SINGLE = { tflite, keras, tfjs, onnx, logits, layers, arch } satisfies TeacherKinds;

export const TEACHERS = { ...SINGLE, ensemble: ensembleOf(SINGLE) } satisfies TeacherKinds;
