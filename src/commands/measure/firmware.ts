// --firmware and --out: the files for a firmware project of any .tflite, as `run` writes them of its models.
import { must, reject } from '../../base/problem.ts';
import { artifactsOf, isTooLarge, pathOfArtifact } from '../../gate/artifacts.ts';
import type { Io } from '../../gate/io.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import type { TestSet } from '../../gate/test-set.ts';
import { thresholdOf } from '../../gate/threshold.ts';
import { profileOf } from '../../micro/profile.ts';
import { fileNameOf } from '../file-name.ts';
import type { MeasureOptions } from './options.ts';

/** Before anything is measured. Runs inside an attempt. */
export async function checkFirmwareOptions(io: Io, file: string, { firmware, out }: MeasureOptions): Promise<void> {
  if ((firmware === undefined) !== (out === undefined)) {
    reject('arguments/out', '--firmware and --out belong together: --firmware arduino --out FOLDER');
  }
  if (out !== undefined) must(await io.checkWritable(io.join(folderOf(io, out, file), 'model.tflite')));
}

/** What firmware is made of beside the measured model. */
export interface FirmwareParts {
  readonly file: string;
  readonly model: ModelMeasurement;
  readonly classes: readonly string[];
  readonly testSet: TestSet | undefined;
}

/** The model has its file's name. Nothing without --firmware. */
export async function writeFirmware(io: Io, options: MeasureOptions, parts: FirmwareParts): Promise<void> {
  const { firmware: kinds, out, subtract, divide, task } = options;
  const { stateful = false, data, window = 1, threshold } = options;
  if (kinds === undefined || out === undefined) return;
  const { file, model, classes, testSet } = parts;
  if (isTooLarge(model.bytes)) {
    const message = `the model has ${model.bytes.length} bytes; files for firmware are written of at most 64 MiB`;
    reject('file/too-large', message, { file });
  }
  const name = fileNameOf(file);
  // Names that don't fit would be read beyond their end.
  const labels = model.interpreter.outputs.some(({ elements }) => elements === classes.length) ? classes : [];
  const isScaled = subtract !== undefined || divide !== undefined;
  const settings = {
    ...{ name, kinds, labels },
    ...(isScaled && { normalisation: { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } }),
    ...(task && { threshold: thresholdOf(model.model, task, options) }),
    ...(stateful && data !== undefined && { stream: { window, ...(threshold !== undefined && { threshold }) } }),
  };
  for (const artifact of artifactsOf(withRoomFor(options, model), settings, testSet, undefined)) {
    await io.write(io.join(folderOf(io, out, file), pathOfArtifact(artifact.name, name)), artifact.content);
  }
}

/** Where nobody names a profile or board, the arena has no room for ESP32 chips, on which it may be twice as large:
 * files for their toolchains have an arena of their own. */
function withRoomFor({ profile, board }: MeasureOptions, model: ModelMeasurement): ModelMeasurement {
  if (profile !== undefined || board !== undefined) return model;
  const { profiles } = model.figures;
  const ofArm = Object.entries(profiles).filter(([id]) => profileOf(id).espTfliteMicroCommit === undefined);
  if (ofArm.length === 0) return model;
  return { ...model, figures: { ...model.figures, profiles: Object.fromEntries(ofArm) } };
}

/** The model's own, as `run` has one for each: no other model.tflite is written over. */
function folderOf(io: Io, out: string, file: string): string {
  return io.join(out, pathOfArtifact('NAME', fileNameOf(file)));
}
