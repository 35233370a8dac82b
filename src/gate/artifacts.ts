// The files for the firmware project: the model, and what the sketch or application includes beside it.
import { firmwareFiles } from '../compress/firmware.ts';
import type { StoredArtifact } from '../store/entries.ts';
import type { ModelMeasurement } from './measure.ts';

/** A file in the model's own folder. */
export interface Artifact extends StoredArtifact {
  readonly model: string;
}

/** The arena has room for the most demanding of the measured profiles. `labels`: class names in the outputs' order. */
export function artifactsOf(
  { bytes, model, figures }: ModelMeasurement,
  labels: readonly string[],
): readonly StoredArtifact[] {
  const arenaBytes = Math.max(...Object.values(figures.profiles).map((arena) => arena.arenaMinBytes));
  const { resourceVariables } = figures;
  const files = firmwareFiles({ bytes, model, arenaBytes, resourceVariables, labels });
  return [{ name: 'model.tflite', content: bytes }, ...files.map((file) => ({ name: file.name, content: file.text }))];
}
