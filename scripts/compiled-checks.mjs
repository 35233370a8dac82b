// The checks of kd.yaml, boards and reports as code, made with a bundle: to compile them takes longer than most runs.
import standalone from 'ajv/dist/standalone/index.js';
import { loadGenerated } from './generated.mjs';

const NAME = 'kd-gate-check';

/** A plugin of esbuild. `common`: how the sources are bundled. */
export function compiledChecks(common) {
  return {
    name: NAME,
    async setup({ onLoad, onResolve }) {
      const { CHECKS, digestOfCheck, newAjv } = await loadGenerated(common);
      const codes = new Map(
        CHECKS.map((source) => {
          const ajv = newAjv({ ...source.options, code: { source: true } });
          return [digestOfCheck(source), standalone.default(ajv, ajv.compile(source.schema))];
        }),
      );
      onLoad({ filter: /[\\/]base[\\/]compiled-checks\.ts$/ }, () => {
        const entries = [...codes.keys()].map((digest) => `['${digest}', () => require('${NAME}:${digest}')]`);
        return {
          contents: `export const COMPILED = new Map([${entries}]);`,
          loader: 'js',
          resolveDir: common.absWorkingDir,
        };
      });
      onResolve({ filter: new RegExp(`^${NAME}:`) }, ({ path }) => ({
        path: path.slice(NAME.length + 1),
        namespace: NAME,
      }));
      onLoad({ filter: /./, namespace: NAME }, ({ path }) => ({
        contents: codes.get(path),
        loader: 'js',
        resolveDir: common.absWorkingDir,
      }));
    },
  };
}
