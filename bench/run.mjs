// Bundles a TypeScript program and runs it: node bench/run.mjs bench/distill.ts [arguments]
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { DATA } from '../scripts/data.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [entry] = process.argv.splice(2, 1);
const outfile = join(root, 'build', `bench-${process.pid}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  // Finds its own files.
  external: ['playwright-core'],
  // src/host/engine.ts finds dist/ beside src/.
  define: { ...DATA, 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'src', 'host', 'engine.ts')).href) },
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile);
}
