// The bundles of dist/: the command line tool, the library, the action, the worker, the checks of what people write,
// and TensorFlow.js for teachers. Tests bundle the sources in the same way.
import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleChecks, checkCodes, compiledChecks } from './compiled-checks.mjs';
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

const BUNDLES = {
  ...COMMON,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minifySyntax: true,
  minifyWhitespace: true,
};

/**
 * @param {string} outdir
 * @param {Record<string, string>} define what a test has otherwise
 */
export async function bundle(outdir, define = {}) {
  const codes = await checkCodes(COMMON);
  await build({
    ...BUNDLES,
    entryPoints: { api: 'src/api.ts', cli: 'src/cli.ts', action: 'src/action.ts', worker: 'src/worker.ts' },
    outdir,
    plugins: [compiledChecks(codes)],
    // A CommonJS bundle has no import.meta.url; src/host/engine.ts finds the kernels and the worker beside the bundle.
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: { ...COMMON.define, ...define, 'import.meta.url': 'importMetaUrl' },
  });
  await bundleChecks(codes, outdir, BUNDLES);
  await bundleTensorFlow(outdir);
}

/** Loaded only where a teacher needs it: to parse it takes longer than most commands run.
 * @param {string} outdir */
async function bundleTensorFlow(outdir) {
  await build({
    ...BUNDLES,
    entryPoints: { tfjs: 'src/tfjs.ts' },
    outdir,
    // The modules themselves: their builds for Node hold each other once more.
    mainFields: ['module', 'main'],
  });
  const kernels = 'tfjs-backend-wasm-simd.wasm';
  copyFileSync(join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', kernels), resolve(ROOT, outdir, kernels));
}
