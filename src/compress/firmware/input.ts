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
  /** Undefined where nobody has measured them. */
  readonly esp?: EspArenas;
  /** How recordings were judged, where kd.yaml says so: what hears a stream on the device does the same. */
  readonly stream?: StreamSettings;
}

/** Bytes of the tensor arena on Espressif's chips. */
export interface EspArenas {
  readonly componentBytes: number;
  /** Without the table of variables, which ESPHome has elsewhere, wherever the arena begins. */
  readonly esphomeBytes: number;
}

export interface StreamSettings {
  /** Answers that are averaged. */
  readonly window: number;
  /** What their mean must exceed, as a real value. */
  readonly threshold?: number;
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
  /** The array, which finds its header in a folder of the model's name; made when asked, as it is large. */
  readonly arraySource: () => string;
}

/** Every header of a model, whatever the toolchain. */
export type HeaderName = 'model_data.h' | 'model_settings.h' | 'model_features.h' | 'model_resolver.h' | 'model_test.h';
