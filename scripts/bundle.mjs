// The bundles of dist/: the command line tool, the action and the worker. Tests bundle the sources in the same way.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compiledChecks } from './compiled-checks.mjs';
import { DATA } from './data.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

export const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  define: { ...DATA, KD_GATE_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * @param {string} outdir
 * @param {Record<string, string>} define what a test has otherwise
 */
export async function bundle(outdir, define = {}) {
  await build({
    ...COMMON,
    entryPoints: { cli: 'src/cli.ts', action: 'src/action.ts', worker: 'src/worker.ts' },
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [compiledChecks(COMMON)],
    // A CommonJS bundle has no import.meta.url; src/host/engine.ts finds the kernels and the worker beside the bundle.
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: { ...COMMON.define, ...define, 'import.meta.url': 'importMetaUrl' },
  });
}
