// dist/api.d.cts: the types of `import { runGate } from 'kd-gate'`. Those of report.json come from its schema, those of
// the functions from src/commands/api/interface.ts, which holds nothing but types.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const BANNER = `// Types of kd-gate, printed by scripts/api-types.mjs.`;
const FUNCTIONS = { runGate: 'RunGate', measureModel: 'MeasureModel', readReport: 'ReadReport' };

/**
 * @param {string} root of the repository
 * @param {string} reportSchema schemas/report.schema.json as text
 */
export async function apiTypes(root, reportSchema) {
  const schema = { ...JSON.parse(reportSchema), title: 'Report' };
  const report = await compile(schema, 'Report', {
    bannerComment: '',
    additionalProperties: false,
    // Bounds of lists are no types: a list of at most three would be four tuples.
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  const own = readFileSync(join(root, 'src/commands/api/interface.ts'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('import ') && !line.startsWith('// '))
    .join('\n');
  const functions = Object.entries(FUNCTIONS).map(([name, type]) => `export declare const ${name}: ${type};\n`);
  return [BANNER, '', report, own, functions.join('')].join('\n');
}
