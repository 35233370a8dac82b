// Builds everything in dist/ and schemas/: the kernels, the two bundles, the worker and the JSON Schemas. Same sources, same bytes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import './build-kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  define: { KD_GATE_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
};

const schemas = join(tmpdir(), `kd-gate-schemas-${process.pid}.mjs`);
await build({ ...common, entryPoints: ['src/spec/generate.ts'], outfile: schemas, format: 'esm' });
const { schemaFiles } = await import(pathToFileURL(schemas).href);
rmSync(schemas);
mkdirSync(join(root, 'schemas'), { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(join(root, 'schemas', name), text);

await build({
  ...common,
  entryPoints: { cli: 'src/cli.ts', action: 'src/action.ts', worker: 'src/worker.ts' },
  outdir: 'dist',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minifySyntax: true,
  minifyWhitespace: true,
  // In a CommonJS bundle there is no import.meta.url; host.ts finds the kernels and the worker beside the bundle.
  banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  define: { ...common.define, 'import.meta.url': 'importMetaUrl' },
});
