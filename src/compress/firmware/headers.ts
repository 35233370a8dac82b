// The headers of a model, the same for every toolchain. A header more is a line here, one in `HeaderName`, and one in
// the store's list of names.
import { dataHeader } from './data.ts';
import { featuresHeader } from './features.ts';
import { goldenHeader, isSequence } from './golden.ts';
import type { FirmwareFile, FirmwareInput, HeaderName } from './input.ts';
import { resolverHeader } from './resolver.ts';
import { settingsHeader } from './settings.ts';

/** For C99 and C++11, but for the resolver's, which is C++ as TFLM is. */
export function headersOf(identifier: string, input: FirmwareInput): readonly FirmwareFile<HeaderName>[] {
  const { bytes, model, features, golden } = input;
  return [
    { name: 'model_data.h', text: dataHeader(identifier, bytes) },
    { name: 'model_settings.h', text: settingsHeader(identifier, input) },
    ...(features ? [{ name: 'model_features.h', text: featuresHeader(identifier, features) } as const] : []),
    { name: 'model_resolver.h', text: resolverHeader(identifier, model) },
    ...(golden.length > 0
      ? [{ name: 'model_test.h', text: goldenHeader(identifier, golden, isSequence(model)) } as const]
      : []),
  ];
}
