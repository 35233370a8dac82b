// The JSON Schema of kd.yaml, put together from the stages' sections.
import { PATH } from '../base/path.ts';
import { TASKS } from '../base/task.ts';
import { BOARDS_SCHEMA } from '../board/params.ts';
import { BUDGETS_SCHEMA } from '../budget/params.ts';
import { RESERVE_SCHEMA } from '../budget/reserve.ts';
import { CLUSTER_SCHEMA } from '../compress/cluster/params.ts';
import { EXPORT_SCHEMA } from '../compress/export-params.ts';
import { QUANTIZE_SCHEMA } from '../compress/params.ts';
import { PRUNE_SCHEMA } from '../compress/prune/params.ts';
import { dataSchema } from '../data/params.ts';
import { ARCH_SCHEMA } from '../nn/architectures/expand.ts';
import { LAYERS_SCHEMA } from '../nn/params.ts';
import { DISTILL_SCHEMA } from '../student/params.ts';
import { teacherSchema } from '../teacher/params.ts';
import { KINDS, type Kinds } from './kinds.ts';
import { LIMITS_SCHEMA } from './limits.ts';

const STUDENT_SCHEMA = {
  type: 'object',
  description:
    'The network for the device: layers to train, an architecture by name, a Keras file, or a finished .tflite file.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    layers: LAYERS_SCHEMA,
    arch: ARCH_SCHEMA,
    keras: {
      ...PATH,
      description:
        'A .keras or .h5 file of Keras: its layers with its weights, trained on with a teacher or with ' +
        'distill.epochs, else quantized as they are.',
    },
    tflite: { ...PATH, description: 'A .tflite file of your own: nothing is trained, it is measured as it is.' },
  },
} as const;

// No default: a model that names none stays as it was, in reports too.
const TASK_SCHEMA = {
  enum: TASKS,
  description:
    'What the outputs mean. classify: one of several classes (as without this key). binary: one output, which of two ' +
    'classes. multi-label: a yes or no of each output. regression: values.',
} as const;

/** One model, its data and its teacher of these kinds. */
function modelSchema<const Lists extends Kinds>({ readers, teachers }: Lists) {
  return {
    type: 'object',
    description: 'One model: one section of the comment.',
    additionalProperties: false,
    required: ['student'],
    properties: {
      task: TASK_SCHEMA,
      data: dataSchema<Lists['readers']>(readers),
      teacher: teacherSchema<Lists['teachers']>(teachers),
      student: STUDENT_SCHEMA,
      distill: DISTILL_SCHEMA,
      prune: PRUNE_SCHEMA,
      cluster: CLUSTER_SCHEMA,
      quantize: QUANTIZE_SCHEMA,
      export: EXPORT_SCHEMA,
      boards: BOARDS_SCHEMA,
      budgets: BUDGETS_SCHEMA,
    },
  } as const;
}

export type ModelSchema = ReturnType<typeof modelSchema<typeof KINDS>>;

/** Names become folders and parts of outputs. */
export const MODEL_NAME = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';

export function specSchema(kinds: Kinds) {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'kd.yaml',
    description: 'What kd-gate distills, quantizes, simulates and judges.',
    type: 'object',
    additionalProperties: false,
    required: ['version', 'models'],
    properties: {
      version: { const: 1, description: 'Version of this format.' },
      seed: {
        type: 'integer',
        minimum: 0,
        maximum: 9007199254740991,
        default: 1,
        description: 'Of initial weights, shuffling and dropout; the same seed gives the same model.',
      },
      limits: LIMITS_SCHEMA,
      reserve: RESERVE_SCHEMA,
      models: {
        type: 'object',
        description: 'The models by name.',
        minProperties: 1,
        maxProperties: 64,
        propertyNames: { pattern: MODEL_NAME },
        additionalProperties: modelSchema(kinds),
      },
    },
  } as const;
}

export const SPEC_SCHEMA = specSchema(KINDS);

export function specCheck(kinds: Kinds) {
  return { schema: specSchema(kinds), options: { allErrors: true, useDefaults: true, verbose: true } };
}
