// What the files for firmware are made of, and what a file of them is.
import type { Model } from '../../tflite/model.ts';
import type { GoldenRecord } from './golden.ts';
import type { SettingsInput } from './settings.ts';

export interface FirmwareInput extends SettingsInput {
  /** As kd.yaml has it: namespace, prefix and guards are made of it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: Model;
  /** None: there is no test header. */
  readonly golden: readonly GoldenRecord[];
}

/** `NAME` in a file's name stands for the identifier that is made of the model's: a closed list has all names. */
export interface FirmwareFile<Name extends string> {
  readonly name: Name;
  readonly text: string;
}

/** What a layout is made of. */
export interface Parts {
  readonly identifier: string;
  readonly input: FirmwareInput;
  /** Headers that stand alone, and include none of the others. */
  readonly headers: readonly FirmwareFile<HeaderName>[];
}

/** Every header of a model, whatever the toolchain. */
export type HeaderName = 'model_data.h' | 'model_settings.h' | 'model_features.h' | 'model_resolver.h' | 'model_test.h';
