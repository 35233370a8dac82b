// Compiles src/simd/assembly (AssemblyScript) to dist/kernels.wasm and dist/wide-kernels.wasm; every run of the same
// sources gives the same bytes. With two arguments, an entry and an output file, only that part:
//   node scripts/build-kernels.mjs src/simd/assembly/conv.ts build/conv.wasm
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, outFile] = process.argv[1]?.endsWith('build-kernels.mjs') ? process.argv.slice(2) : [];
if (entry && outFile) await compile(entry, outFile);
else {
  await compile('src/simd/assembly/index.ts', 'dist/kernels.wasm');
  await compile('src/simd/assembly/wide.ts', 'dist/wide-kernels.wasm');
}

async function compile(source, target) {
  mkdirSync(dirname(join(root, target)), { recursive: true });
  const { error, stderr } = await asc.main([
    source,
    '--baseDir',
    root,
    '--outFile',
    target,
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
}
