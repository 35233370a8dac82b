// Builds dist/ and schemas/: the kernels, the bundles and the JSON Schemas. Same sources, same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiTypes } from './api-types.mjs';
import { bundle, COMMON, ROOT } from './bundle.mjs';
import { loadGenerated } from './generated.mjs';
import './build-kernels.mjs';

const { schemaFiles } = await loadGenerated(COMMON);
mkdirSync(join(ROOT, 'schemas'), { recursive: true });
const schemas = schemaFiles();
for (const [name, text] of Object.entries(schemas)) writeFileSync(join(ROOT, 'schemas', name), text);

await bundle('dist');
writeFileSync(join(ROOT, 'dist/api.d.cts'), await apiTypes(ROOT, schemas['report.schema.json']));
