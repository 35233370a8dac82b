// The sources that a model's figures hold for, as people read them.
import { listOf } from '../base/one-of.ts';
import type { MeasuredModel } from './report.ts';

export interface RuntimeSource {
  readonly name: string;
  /** The commit, with the version before it where there is one. */
  readonly commit: string;
}

type Told = Pick<MeasuredModel, 'runtime'>;

/** Espressif's copy of TFLM. */
export const ESP_TFLITE_MICRO = 'esp-tflite-micro';

/** In the order in which they are told; none in a report that doesn't say. */
export function runtimeSources({ runtime }: Told): readonly RuntimeSource[] {
  if (!runtime) return [];
  const { tflmCommit, cmsisNnCommit, espTfliteMicroCommit, espNn = [] } = runtime;
  return [
    { name: 'TFLM', commit: tflmCommit },
    ...(cmsisNnCommit ? [{ name: 'CMSIS-NN', commit: cmsisNnCommit }] : []),
    ...(espTfliteMicroCommit ? [{ name: ESP_TFLITE_MICRO, commit: espTfliteMicroCommit }] : []),
    ...espNn.map(({ version, commit }) => ({ name: 'ESP-NN', commit: `${version} (${commit})` })),
  ];
}

/** `TFLM 90b983c2 and CMSIS-NN 4ab83cc3`; undefined in a report that doesn't say. */
export function describeRuntime(told: Told): string | undefined {
  const all = runtimeSources(told).map(({ name, commit }) => `${name} ${commit}`);
  return all.length > 0 ? listOf(all) : undefined;
}
