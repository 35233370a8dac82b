// LiteRT's WASM in Node: only its module and the emscripten glue of @litertjs/core, none of the browser's interface.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

type Any = Record<string, (...values: unknown[]) => unknown>;

export interface LiteRt {
  /** Runs the model once with whatever its input buffers hold. */
  compile(bytes: Uint8Array): Promise<() => Promise<void>>;
}

/** `folder`: node_modules/@litertjs/core/wasm. */
export async function loadLiteRt(folder: string): Promise<LiteRt> {
  // Node 20 doesn't know relaxed SIMD yet.
  const variant = Number(process.versions.node.split('.')[0]) >= 22 ? 'internal' : 'compat_internal';
  const file = join(folder, `litert_wasm_${variant}.js`);
  const source = `${readFileSync(file, 'utf8')}\n;return ModuleFactory;`;
  const parameters = ['require', '__filename', '__dirname', 'module', 'exports'];
  const factory = compileFunction(source, parameters, { filename: file });
  const quiet = { print: () => undefined, printErr: () => undefined };
  const module = await factory(createRequire(file), file, dirname(file))(quiet);
  const environment = module.LiteRtEnvironment.create(null);
  return {
    async compile(bytes) {
      const address = module._malloc(bytes.length);
      module.HEAPU8.set(bytes, address);
      const model = module.loadModel(environment, address, bytes.length);
      const compiled = await module.compileModel(environment, model, {
        environment: { liteRtEnvironment: environment },
        accelerator: 'wasm',
        cpuOptions: { numThreads: 1 },
        gpuOptions: {},
        webNNOptions: {},
      });
      const names = model.getSignature(0).inputNames();
      const buffers = Array.from({ length: names.size() }, (_, i) => {
        const type = model.getInputTensorType(0, i);
        const kind = module.LiteRtTensorBufferType.HOST_MEMORY;
        return module.LiteRtTensorBuffer.createManaged(environment, kind, type, type.bytes());
      });
      return async () => {
        for (const output of (await compiled.run(0, buffers)) as Any[]) output.delete();
      };
    },
  };
}
