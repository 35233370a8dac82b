// Builds dist/ and schemas/: the kernels, the two bundles, the worker and the JSON Schemas. Same sources, same bytes.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundle, COMMON, ROOT } from './bundle.mjs';
import './build-kernels.mjs';

const schemas = join(tmpdir(), `kd-gate-schemas-${process.pid}.mjs`);
await build({ ...COMMON, entryPoints: ['src/config/generate.ts'], outfile: schemas, format: 'esm' });
const { schemaFiles } = await import(pathToFileURL(schemas).href);
rmSync(schemas);
mkdirSync(join(ROOT, 'schemas'), { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(join(ROOT, 'schemas', name), text);

await bundle('dist');
