// src/config/generate.ts as a module: what it says is made of the sections' schemas.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

let made = 0;

/** `common`: how the sources are bundled. */
export async function loadGenerated(common) {
  const outfile = join(tmpdir(), `kd-gate-generated-${process.pid}-${made++}.cjs`);
  await build({ ...common, entryPoints: ['src/config/generate.ts'], outfile, format: 'cjs' });
  try {
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(outfile);
  }
}
