// The model's bytes as an aligned array, for C and C++.
import { bannered, cBytes, guarded, namespaced } from './c-text.ts';

export function dataHeader(identifier: string, bytes: Uint8Array): string {
  const array = `${identifier}_data`;
  const body = `#include <stddef.h>

#define ${identifier.toUpperCase()}_DATA_BYTES ${bytes.length}

#ifdef __cplusplus
extern "C" {
#endif
extern const unsigned char ${array}[${bytes.length}];
#ifdef __cplusplus
}  // extern "C"
#endif

${namespaced(identifier, [
  `constexpr size_t kModelDataBytes = ${bytes.length};`,
  `static const unsigned char (&kModelData)[kModelDataBytes] = ${array};`,
])}`;
  return guarded(identifier, 'DATA', body);
}

// TFLM reads int32 and float data of the flatbuffer in place; kernels want 16-byte alignment, as micro_interpreter's
// examples have it. `header`: as the source includes it.
export function dataSource(identifier: string, bytes: Uint8Array, header: string, note = ''): string {
  return bannered(`${note}#include "${header}"

#ifdef __cplusplus
#define KD_GATE_ALIGNED alignas(16)
#else
#define KD_GATE_ALIGNED _Alignas(16)
#endif

KD_GATE_ALIGNED const unsigned char ${identifier}_data[${bytes.length}] = {
${cBytes(bytes)}
};
`);
}
