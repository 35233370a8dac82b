// onnxruntime as an engine: its WASM or native build, where somebody named a folder that has one.
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import type { OnnxRuntime, RunningModel } from '../../teacher/engines.ts';
import { loadPackage } from './packages.ts';

/** What both packages have of onnxruntime-common, as far as it is used. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number }; logLevel?: string };
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
}

interface OrtTensor {
  readonly data: unknown;
}

interface Session {
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

const PACKAGES = [
  { name: 'onnxruntime-node', detail: 'native', provider: 'cpu' },
  { name: 'onnxruntime-web', detail: 'WASM', provider: 'wasm' },
] as const;

/** Problem: `teacher/engine`, with the line that adds one. */
export function openOnnx(folder?: string): Promise<Outcome<OnnxRuntime>> {
  return attemptLater(async () => {
    for (const { name, detail, provider } of folder === undefined ? [] : PACKAGES) {
      const loaded = must(await loadPackage(folder ?? '', name));
      if (!loaded || !isRuntime(loaded.exports)) continue;
      const runtime = loaded.exports;
      // Sums of several threads come in any order.
      if (provider === 'wasm') runtime.env.wasm.numThreads = 1;
      return { name: `${name} ${loaded.version} (${detail})`, load: loadWith(runtime, provider) };
    }
    const where = folder === undefined ? 'engines' : excerpt(folder);
    const add = `run "npm install --prefix ${where} onnxruntime-web"`;
    const named = folder === undefined ? `, and write --engines ${where} (in a workflow, engines: ${where})` : '';
    return reject('teacher/engine', `an ONNX teacher needs onnxruntime, which kd-gate does not bring; ${add}${named}`);
  });
}

function isRuntime(exports: unknown): exports is Runtime {
  return typeof exports === 'object' && exports !== null && 'InferenceSession' in exports && 'Tensor' in exports;
}

function loadWith({ InferenceSession, Tensor }: Runtime, provider: string): OnnxRuntime['load'] {
  return (bytes, { input, output, shape }) =>
    attemptLater(async () => {
      const options = {
        executionProviders: [provider],
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
      };
      const session = await InferenceSession.create(bytes, options).catch(refuse);
      return {
        inputs: [shape],
        async run(x, count) {
          const dims = [count, ...shape.slice(1).map((d) => d ?? 1)];
          const found = await session.run({ [input]: new Tensor('float32', x, dims) }, [output]).catch(refuse);
          const { data } = found[output];
          if (data instanceof Float32Array) return data;
          return reject('teacher/type', `the teacher's answer ${excerpt(output)} is not float32; export it as float32`);
        },
        close: () => void session.release(),
      } satisfies RunningModel;
    });
}

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  return reject('teacher/model', `onnxruntime can't run the teacher: ${excerpt(reason, 200)}`);
}
