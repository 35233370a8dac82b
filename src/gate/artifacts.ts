// The files for the firmware project: the model, and what the sketch or application includes beside it.
import { identifierOf } from '../compress/firmware/c-text.ts';
import type { FirmwareKind } from '../compress/firmware/kinds.ts';
import { type FirmwareInput, firmwareFiles, MOST_ARRAY_BYTES } from '../compress/firmware.ts';
import type { ArtifactName } from '../store/artifact-names.ts';
import type { StoredArtifact } from '../store/entries.ts';
import { espArenasOf } from './esp-arenas.ts';
import { goldenRecords } from './golden.ts';
import type { ModelMeasurement } from './measure.ts';
import type { TestSet } from './test-set.ts';

export { FIRMWARE_KINDS, type FirmwareKind } from '../compress/firmware/kinds.ts';

/** Whether it has no files for firmware. */
export function isTooLarge(bytes: Uint8Array): boolean {
  return bytes.length > MOST_ARRAY_BYTES;
}

/** A file in the model's own folder. */
export interface Artifact extends StoredArtifact {
  readonly model: string;
}

/** Where a file lies below the folder of the model with this name; its parts are made of letters, digits and `_`. */
export function pathOfArtifact(name: ArtifactName | 'NAME', modelName: string): string {
  return name.replaceAll('NAME', identifierOf(modelName));
}

type FirmwareNames = Pick<FirmwareInput, 'name' | 'labels' | 'features' | 'normalisation' | 'threshold' | 'stream'>;

export interface FirmwareSettings extends FirmwareNames {
  /** The plain files where it is left out. */
  readonly kinds?: readonly FirmwareKind[];
}

/**
 * The arena has room for the most demanding of the measured profiles. `labels`: class names in the outputs' order.
 * `full`: what the model's file is a compact form of. A model that is too large for any chip has no other files.
 */
export function artifactsOf(
  measurement: ModelMeasurement,
  { name, kinds, ...settings }: FirmwareSettings,
  testSet: TestSet | undefined,
  full: Uint8Array | undefined,
): readonly StoredArtifact[] {
  const { bytes, model, figures } = measurement;
  const arenaBytes = Math.max(...Object.values(figures.profiles).map((arena) => arena.arenaMinBytes));
  const { resourceVariables } = figures;
  const esp = kinds?.includes('esp-idf') ? espArenasOf(measurement.resolved) : undefined;
  const input = { name, bytes, model, arenaBytes, resourceVariables, ...(esp && { esp }), ...settings };
  const files = isTooLarge(bytes)
    ? []
    : firmwareFiles({ ...input, golden: goldenRecords(measurement, testSet) }, kinds);
  return [
    { name: 'model.tflite', content: bytes },
    ...(full ? [{ name: 'model.full.tflite', content: full } as const] : []),
    ...files.map((file): StoredArtifact => ({ name: file.name, content: file.text })),
  ];
}
