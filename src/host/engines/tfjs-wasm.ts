// TensorFlow.js on its WASM kernels (XNNPACK): SIMD, one thread.
import type { TensorFlow } from '../../teacher/engines.ts';
import { type TensorFlowParts, tensorFlowOn } from './tensorflow.ts';

/** What the bundle tfjs.cjs has. */
export interface TensorFlowBundle extends TensorFlowParts {
  setWasmPaths(paths: Readonly<Record<string, string>>): void;
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** `kernels`: the path of tfjs-backend-wasm-simd.wasm. Once a process. Throws where they don't start. */
export async function openTensorFlow(bundle: TensorFlowBundle, kernels: string): Promise<TensorFlow> {
  const { core, setWasmPaths } = bundle;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': kernels,
    'tfjs-backend-wasm-simd.wasm': kernels,
    'tfjs-backend-wasm-threaded-simd.wasm': kernels,
  });
  // Sums of several threads come in any order.
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const before = new Set(EVENTS.flatMap((event) => process.rawListeners(event)));
  if (!(await core.setBackend('wasm'))) throw new Error('its WASM kernels do not start');
  // Emscripten adds its own, which throw again what the program has handled.
  for (const event of EVENTS) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return tensorFlowOn(bundle, `TensorFlow.js ${core.version_core} (WASM)`);
}
