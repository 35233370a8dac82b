// The files a firmware project needs beside the model: its bytes as a C array, its settings, the operators to register,
// and records that prove the board's answers.
import type { Model } from '../tflite/model.ts';
import { identifierOf } from './firmware/c-text.ts';
import { dataHeader, dataSource } from './firmware/data.ts';
import { type GoldenRecord, goldenHeader } from './firmware/golden.ts';
import { resolverHeader } from './firmware/resolver.ts';
import { type SettingsInput, settingsHeader } from './firmware/settings.ts';

export interface FirmwareInput extends SettingsInput {
  /** As kd.yaml has it: namespace, prefix and guards are made of it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: Model;
  /** None: there is no test header. */
  readonly golden: readonly GoldenRecord[];
}

export interface FirmwareFile {
  readonly name: 'model_data.h' | 'model_data.cc' | 'model_settings.h' | 'model_resolver.h' | 'model_test.h';
  readonly text: string;
}

/** Headers for C99 and C++11, but for the resolver's, which is C++ as TFLM is. */
export function firmwareFiles(input: FirmwareInput): readonly FirmwareFile[] {
  const { name, bytes, model, golden } = input;
  const identifier = identifierOf(name);
  return [
    { name: 'model_data.h', text: dataHeader(identifier, bytes) },
    { name: 'model_data.cc', text: dataSource(identifier, bytes) },
    { name: 'model_settings.h', text: settingsHeader(identifier, input) },
    { name: 'model_resolver.h', text: resolverHeader(identifier, model) },
    ...(golden.length > 0 ? [{ name: 'model_test.h', text: goldenHeader(identifier, golden) } as const] : []),
  ];
}
