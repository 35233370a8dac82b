// Compiles src/simd/assembly (AssemblyScript) to dist/kernels.wasm; every run of the same sources gives the same bytes.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
mkdirSync(join(root, 'dist'), { recursive: true });
const { error, stderr } = await asc.main([
  'src/simd/assembly/index.ts',
  '--baseDir',
  root,
  '--outFile',
  'dist/kernels.wasm',
  '--config',
  'none',
  '--runtime',
  'stub',
  // Shared so that worker threads train on one memory; the caller sizes it (src/simd/wasm.ts).
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '2',
  '--maximumMemory',
  '65536',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '--noExportMemory',
  '--use',
  'abort=',
  '-O3',
  '--converge',
  '--noAssert',
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
