// What a training of the student is given: data, network, settings, and the teacher as it is seen.
import { sha256Hex } from '../base/digest.ts';
import { must } from '../base/problem.ts';
import { macsOfAugment } from '../data/augment/augment.ts';
import type { Dataset } from '../data/dataset.ts';
import { macsOf, PASSES_A_STEP } from '../nn/network/work.ts';
import type { DistillationInput } from '../student/distill.ts';
import type { DistillParams } from '../student/params.ts';
import { comparesLayers, layerPairs, type TeacherLayers } from '../student/teacher-layers.ts';
import type { LiveTeacher } from '../teacher/live.ts';
import type { Teaching } from '../teacher/teacher.ts';
import { checkpointsOf } from './checkpoints.ts';
import { listenerOf, type ModelRun } from './model-run.ts';

export interface TrainingParts extends Pick<DistillationInput, 'train' | 'network' | 'params'> {
  readonly teacher?: Teaching;
}

/**
 * None where the teacher's answers are those of a file: they are to the samples as they are, and the student would be
 * shown others.
 */
export function augmentFor(
  { model: { distill } }: Pick<ModelRun, 'model'>,
  teacher: Teaching | undefined,
): DistillParams['augment'] {
  return teacher && !teacher.live ? [] : distill.augment;
}

/**
 * Multiply-accumulates of an epoch over all samples, those of the augmentation, of a live teacher and of layers that
 * are compared among them. Inside an attempt.
 */
export function macsOfEpoch({ train, network, params, teacher }: TrainingParts): number {
  const pairs = teacher ? must(layerPairs(network, params, teacher.live?.shapes)).macs : 0;
  const beside = macsOfAugment(params.augment, train.shape) + macsOfLive(params, teacher?.live);
  return train.count * (PASSES_A_STEP * (macsOf(network) + pairs) + beside);
}

/** Of the teacher's passes for one sample beside the stored answers. */
function macsOfLive(params: DistillParams, live: LiveTeacher | undefined): number {
  if (!live) return 0;
  return live.macs * (Number(params.augment.length > 0) + Number(comparesLayers(params)));
}

function layersOf({ shapes, features }: Partial<LiveTeacher> = {}): TeacherLayers | undefined {
  return shapes && features && { shapes, features };
}

export function trainingInput(
  run: ModelRun,
  stage: string,
  { train, network, params, teacher }: TrainingParts,
): DistillationInput {
  const { seed, tools } = run;
  const live = teacher?.live;
  return {
    ...{ train, network, params, seed, makeTrainer: tools.makeTrainer },
    ...(teacher && { teacherLogits: teacher.logits }),
    teacherLayers: layersOf(live),
    ...(live && { liveTeacher: live.answer }),
    checkpoints: checkpointsOf(run, stage, lessonOf(train, teacher)),
    onProgress: listenerOf(run, stage),
  };
}

/** What a network learns from, by digests. */
export function lessonOf(train: Dataset, teacher: Teaching | undefined) {
  const { logits, live, digests } = teacher ?? {};
  const answers = logits && { logits: digestOfFloats(logits), state: live && digestOfFloats(live.state) };
  return { train: train.digest, labels: train.classes, teacher: answers, digests };
}

export function digestOfFloats({ buffer, byteOffset, byteLength }: Float32Array): string {
  return sha256Hex(new Uint8Array(buffer, byteOffset, byteLength));
}
