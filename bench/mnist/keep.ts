// Results of long runs, kept under build/mnist by the digest of their settings, so that a second run is cheap.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../src/base/digest.ts';

const FOLDER = join('build', 'mnist');

/** Floats of `make`, or those that it made with the same settings before. */
export async function keep(name: string, settings: unknown, make: () => Promise<Float32Array>): Promise<Float32Array> {
  const digest = sha256Hex(new TextEncoder().encode(JSON.stringify(settings))).slice(0, 16);
  const file = join(FOLDER, `${name}-${digest}.f32`);
  if (existsSync(file)) {
    const bytes = readFileSync(file);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }
  const values = await make();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return values;
}
