// Profiles: the core and kernel library that a model is measured for, and the sources that the figures stand for.
import { done, failed, type Outcome } from '../base/problem.ts';
import { didYouMean } from '../base/suggest.ts';

/** tensorflow/tflite-micro and ARM-software/CMSIS-NN (the commit that TFLM pins) whose memory use the footprints
 * describe. */
const TFLM_COMMIT = '90b983c2b3f1480642e040bbd2ddb37b998f3424';
const CMSIS_NN_COMMIT = '4ab83cc3cc98fb85ed6dafb55e8ca02f1628dcae';

export type Library = 'cmsis_nn' | 'reference';
/** What CMSIS-NN's kernels are compiled for (arm_nn_math_types.h): ARM_MATH_MVEI, ARM_MATH_DSP or neither. */
export type InstructionSet = 'plain' | 'dsp' | 'mve';

export interface Profile {
  /** `cortex-m4f/cmsis_nn` */
  readonly id: string;
  readonly core: Core;
  readonly library: Library;
  readonly instructionSet: InstructionSet;
  readonly tflmCommit: string;
  /** Only for library `cmsis_nn`. */
  readonly cmsisNnCommit?: string;
}

const CORES = {
  'cortex-m0plus': 'plain',
  'cortex-m4f': 'dsp',
  'cortex-m7f': 'dsp',
  'cortex-m33f': 'dsp',
  'cortex-m55-mve': 'mve',
} as const satisfies Record<string, InstructionSet>;

export type Core = keyof typeof CORES;

export const PROFILES: readonly Profile[] = (['cmsis_nn', 'reference'] as const).flatMap((library) =>
  (Object.keys(CORES) as Core[]).map(
    (core): Profile => ({
      id: `${core}/${library}`,
      core,
      library,
      instructionSet: CORES[core],
      tflmCommit: TFLM_COMMIT,
      ...(library === 'cmsis_nn' && { cmsisNnCommit: CMSIS_NN_COMMIT }),
    }),
  ),
);

/** By the id that a user wrote. Problem: `profile/unknown`. */
export function findProfile(id: string): Outcome<Profile> {
  const found = PROFILES.find((profile) => profile.id === id);
  if (found) return done(found);
  const ids = PROFILES.map((profile) => profile.id);
  return failed({
    code: 'profile/unknown',
    message: `unknown profile "${id}"${didYouMean(id, ids) || ';'} there are ${ids.join(', ')}`,
  });
}

/** By an id that a schema has let through: one without a profile is a bug and throws. */
export function profileOf(id: string): Profile {
  const found = findProfile(id);
  if (!found.ok) throw new Error(found.problems[0].message);
  return found.value;
}
