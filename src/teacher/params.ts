// The `teacher:` section of kd.yaml.
import type { FromSchema } from 'json-schema-to-ts';
import { listOf, propertiesOf } from '../base/one-of.ts';
import type { TeacherKinds } from './kind.ts';
import { TEACHERS } from './kinds/index.ts';

/** The section's schema where there are these kinds of teachers. */
export function teacherSchema<const List extends TeacherKinds>(kinds: List) {
  return {
    type: 'object',
    description: `What the student learns from: one of ${listOf(Object.keys(kinds))}.`,
    additionalProperties: false,
    minProperties: 1,
    properties: propertiesOf(kinds),
  } as const;
}

export const TEACHER_SCHEMA = teacherSchema(TEACHERS);

export type TeacherParams = FromSchema<typeof TEACHER_SCHEMA>;
