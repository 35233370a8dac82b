// The one header that a sketch or application of a toolchain includes.
import { guarded } from './c-text.ts';
import type { Parts } from './input.ts';

/** `first`: what the toolchain needs to see before anything of TFLM. The golden records are left to who runs them. */
export function umbrellaHeader({ identifier, headers }: Parts, first: readonly string[] = []): string {
  const own = headers.map(({ name }) => name).filter((name) => name !== 'model_test.h');
  const lines = [
    ...first,
    '#include "tensorflow/lite/micro/micro_interpreter.h"',
    '#include "tensorflow/lite/schema/schema_generated.h"',
    '',
    ...own.map((name) => `#include "${identifier}/${name}"`),
    '',
  ];
  return guarded(identifier, 'ALL', lines.join('\n'));
}
