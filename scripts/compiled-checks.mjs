// The checks of kd.yaml, boards and reports as code, made with a bundle: to compile them takes longer than most runs.
// They are a file of their own, which only what checks something reads.
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { loadGenerated } from './generated.mjs';

const NAME = 'kd-gate-check';
const FILE = './checks.cjs';

/** By the names of the checks. `common`: how the sources are bundled. */
export async function checkCodes(common) {
  const { CHECKS, digestOfCheck, newAjv } = await loadGenerated(common);
  return new Map(
    CHECKS.map((source) => {
      const ajv = newAjv({ ...source.options, code: { source: true } });
      return [digestOfCheck(source), standalone.default(ajv, ajv.compile(source.schema))];
    }),
  );
}

/** A plugin of esbuild: the sources find each check in the file beside the bundle. */
export function compiledChecks(codes) {
  const entries = [...codes.keys()].map((digest) => `['${digest}', () => require('${FILE}')['${digest}']()]`);
  return {
    name: NAME,
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\/checks\.cjs$/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /[\\/]base[\\/]compiled-checks\.ts$/ }, () => ({
        contents: `export const COMPILED = new Map([${entries}]);`,
        loader: 'js',
      }));
    },
  };
}

/** Writes that file. `options`: of all bundles. */
export async function bundleChecks(codes, outdir, options) {
  const resolveDir = options.absWorkingDir;
  const entries = [...codes.keys()].map((digest) => `exports['${digest}'] = () => require('${NAME}:${digest}');`);
  const modules = {
    name: NAME,
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^${NAME}:`) }, ({ path }) => ({
        path: path.slice(NAME.length + 1),
        namespace: NAME,
      }));
      onLoad({ filter: /./, namespace: NAME }, ({ path }) => ({ contents: codes.get(path), loader: 'js', resolveDir }));
    },
  };
  const stdin = { contents: entries.join('\n'), sourcefile: 'checks.js', resolveDir };
  await build({ ...options, stdin, outfile: `${outdir}/checks.cjs`, plugins: [modules] });
}
