// Profiles: the core and kernel library that a model is measured for, and the sources that the figures stand for.
import { done, failed, type Outcome } from '../base/problem.ts';
import { didYouMean } from '../base/suggest.ts';

/** tensorflow/tflite-micro and ARM-software/CMSIS-NN (the commit that TFLM pins) whose memory use the footprints
 * describe. */
const TFLM_COMMIT = '90b983c2b3f1480642e040bbd2ddb37b998f3424';
const CMSIS_NN_COMMIT = '4ab83cc3cc98fb85ed6dafb55e8ca02f1628dcae';
/** espressif/esp-tflite-micro, whose older copy of TFLM allocates as the commit above, and espressif/esp-nn. */
const ESP_TFLITE_MICRO_COMMIT = '99f49e1498b0';
const ESP_NN: readonly EspNn[] = [
  { version: '1.2.3', commit: 'd45b843ca5f8' },
  { version: '1.1.2', commit: '596b0840' },
];

export type Library = 'cmsis_nn' | 'esp_nn' | 'reference';
/** What the kernels are compiled for. Of CMSIS-NN (arm_nn_math_types.h): ARM_MATH_MVEI, ARM_MATH_DSP or neither; of
 * ESP-NN (esp_nn.h): the vector instructions of ESP32-S3 or ESP32-P4, or generic C. */
export type InstructionSet = 'plain' | 'dsp' | 'mve' | 's3' | 'p4';

export interface EspNn {
  readonly version: '1.2.3' | '1.1.2';
  readonly commit: string;
}

export interface Profile {
  /** `cortex-m4f/cmsis_nn`; `esp32s3/esp_nn-1.1.2` where it is not the newest version of the library that is known. */
  readonly id: string;
  readonly core: Core;
  readonly library: Library;
  readonly instructionSet: InstructionSet;
  /** The C enums of the ABI: bare-metal Arm takes the shortest integer that holds them, RISC-V and Xtensa an int. */
  readonly enums: 'short' | 'int';
  readonly tflmCommit: string;
  /** Only for library `cmsis_nn`. */
  readonly cmsisNnCommit?: string;
  /** Only for chips of Espressif. */
  readonly espTfliteMicroCommit?: string;
  /** Only for library `esp_nn`. */
  readonly espNn?: EspNn;
}

/** Whether it is known, by running both, that its kernels answer as TFLM's reference kernels do: those of ESP-NN for
 * vector instructions could not be run. */
export function hasComparedAnswers({ library, instructionSet }: Profile): boolean {
  return library !== 'esp_nn' || instructionSet === 'plain';
}

const ARM_CORES = {
  'cortex-m0plus': 'plain',
  'cortex-m4f': 'dsp',
  'cortex-m7f': 'dsp',
  'cortex-m33f': 'dsp',
  'cortex-m55-mve': 'mve',
} as const satisfies Record<string, InstructionSet>;

/** By the first chip that has it: `esp32` Xtensa LX6 (and the LX7 of ESP32-S2), `esp32c3` RV32IMC (C2, C6, H2 too). */
const ESP_CORES = {
  esp32: 'plain',
  esp32s3: 's3',
  esp32c3: 'plain',
  esp32p4: 'p4',
} as const satisfies Record<string, InstructionSet>;

export type Core = keyof typeof ARM_CORES | keyof typeof ESP_CORES;

const coresOf = <C extends Core>(cores: Readonly<Record<C, InstructionSet>>) =>
  Object.entries(cores) as [C, InstructionSet][];

function armProfiles(library: 'cmsis_nn' | 'reference'): readonly Profile[] {
  return coresOf(ARM_CORES).map(([core, instructionSet]) => ({
    ...{ id: `${core}/${library}`, core, library, instructionSet, enums: 'short', tflmCommit: TFLM_COMMIT },
    ...(library === 'cmsis_nn' && { cmsisNnCommit: CMSIS_NN_COMMIT }),
  }));
}

function espProfiles(library: 'esp_nn' | 'reference', espNn?: EspNn): readonly Profile[] {
  const suffix = espNn === undefined || espNn === ESP_NN[0] ? '' : `-${espNn.version}`;
  return coresOf(ESP_CORES).map(([core, instructionSet]) => ({
    ...{ id: `${core}/${library}${suffix}`, core, library, instructionSet, enums: 'int' },
    ...{ tflmCommit: TFLM_COMMIT, espTfliteMicroCommit: ESP_TFLITE_MICRO_COMMIT },
    ...(espNn && { espNn }),
  }));
}

/** What is measured where nobody names a profile: every Arm core with both libraries, and ESP-NN's newest version. */
export const USUAL_PROFILES: readonly Profile[] = [
  ...armProfiles('cmsis_nn'),
  ...armProfiles('reference'),
  ...espProfiles('esp_nn', ESP_NN[0]),
];

export const PROFILES: readonly Profile[] = [
  ...USUAL_PROFILES,
  ...ESP_NN.slice(1).flatMap((version) => espProfiles('esp_nn', version)),
  ...espProfiles('reference'),
];

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
