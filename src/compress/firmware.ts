// The files a firmware project needs beside the model: its bytes as a C array, its settings, the operators to register,
// and records that prove the board's answers; laid out as toolchains want them.
import { identifierOf } from './firmware/c-text.ts';
import { dataSource } from './firmware/data.ts';
import { headersOf } from './firmware/headers.ts';
import type { FirmwareInput, Parts } from './firmware/input.ts';
import type { FirmwareKind } from './firmware/kinds.ts';
import { labelsText } from './firmware/labels-text.ts';
import { arduinoFiles } from './firmware/layouts/arduino.ts';
import { espIdfFiles } from './firmware/layouts/esp-idf.ts';
import { zephyrFiles } from './firmware/layouts/zephyr.ts';

export type { FirmwareInput } from './firmware/input.ts';

/** A line a toolchain; tsc asks for it. */
const LAYOUTS = {
  files: plainFiles,
  arduino: arduinoFiles,
  'esp-idf': espIdfFiles,
  zephyr: zephyrFiles,
} as const satisfies Readonly<Record<FirmwareKind, (parts: Parts) => readonly object[]>>;

const FILES: readonly FirmwareKind[] = ['files'];

type LaidFile = ReturnType<(typeof LAYOUTS)[FirmwareKind]>[number];

/** `kinds`: the plain files where kd.yaml names none; then there are also no labels as text, which came later. */
export function firmwareFiles(input: FirmwareInput, kinds?: readonly FirmwareKind[]) {
  const identifier = identifierOf(input.name);
  const parts = { identifier, input, headers: headersOf(identifier, input) };
  const files: readonly LaidFile[] = [...new Set(kinds ?? FILES)].flatMap((kind): readonly LaidFile[] =>
    LAYOUTS[kind](parts),
  );
  const hasLabels = kinds !== undefined && input.labels.length > 0;
  return [...files, ...(hasLabels ? [{ name: 'labels.txt', text: labelsText(input.labels) } as const] : [])];
}

function plainFiles({ identifier, input, headers }: Parts) {
  const [data, ...others] = headers;
  const note = '// Rename it to model_data.c for a compiler of C (C11).\n';
  const source = { name: 'model_data.cc', text: dataSource(identifier, input.bytes, 'model_data.h', note) } as const;
  return [data, source, ...others];
}
