// The `teacher:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { LAYERS_SCHEMA } from '../nn/params.ts';
import { TRAINING_SCHEMA } from '../student/params.ts';

const PATH = { type: 'string', minLength: 1, maxLength: 4096 } as const;

// Sources as optional keys and not a oneOf: ajv fills defaults in only outside of oneOf. That exactly one is there is checked by askTeacher.
export const TEACHER_SCHEMA = {
  type: 'object',
  description: 'What the student learns from: one of tflite, logits and layers.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    tflite: { ...PATH, description: 'A model file, float32 or quantized, that answers the training samples here.' },
    logits: {
      description:
        'A .npy file, or an .npz with one array, of the answers for the training samples, [samples, classes], before any softmax; or one for train and one for test.',
      anyOf: [
        PATH,
        {
          type: 'object',
          additionalProperties: false,
          required: ['train'],
          properties: {
            train: { ...PATH, description: 'Answers for the training samples, in their order.' },
            test: { ...PATH, description: "Answers for the test samples; only for the report's teacher accuracy." },
          },
        },
      ],
    },
    layers: { ...LAYERS_SCHEMA, description: 'A network that is trained here on the labels first.' },
    train: { ...TRAINING_SCHEMA, description: 'How a teacher of `layers` is trained.' },
  },
} as const;

export type TeacherParams = FromSchema<typeof TEACHER_SCHEMA>;
