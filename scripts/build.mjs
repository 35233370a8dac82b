// Builds dist/ and schemas/: the kernels, the bundles and the JSON Schemas. Same sources, same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, COMMON, ROOT } from './bundle.mjs';
import { loadGenerated } from './generated.mjs';
import './build-kernels.mjs';

const { schemaFiles } = await loadGenerated(COMMON);
mkdirSync(join(ROOT, 'schemas'), { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(join(ROOT, 'schemas', name), text);

await bundle('dist');
