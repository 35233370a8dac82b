// A teacher by the name of its architecture, trained here on the labels.
import { attemptLater } from '../../base/problem.ts';
import { ARCH_SCHEMA, type ArchParams } from '../../nn/architectures/expand.ts';
import type { TrainingSection } from '../../student/params.ts';
import type { TeacherKind } from '../kind.ts';
import { reviveNetwork, sectionShapes, TRAINING_SIBLINGS, trainTeacher } from './layers.ts';

export const arch = {
  schema: ARCH_SCHEMA,
  siblings: TRAINING_SIBLINGS,
  files: () => ({}),
  shapes: (value: ArchParams, train) => sectionShapes({ arch: value }, train),
  answer: (questions, value: ArchParams, section: { readonly train: TrainingSection }) =>
    attemptLater(() => trainTeacher(questions, { arch: value }, section.train)),
  live: async (questions, value: ArchParams, state) => reviveNetwork(questions, { arch: value }, state),
} as const satisfies TeacherKind;
