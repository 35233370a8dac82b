// TensorFlow.js on its WASM kernels (XNNPACK): SIMD, one thread.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { TensorFlow } from '../../teacher/engines.ts';
import { tensorFlowOn } from './tensorflow.ts';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** `kernels`: the path of tfjs-backend-wasm-simd.wasm. Once a process. */
export async function openTensorFlow(kernels: string): Promise<TensorFlow> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': kernels,
    'tfjs-backend-wasm-simd.wasm': kernels,
    'tfjs-backend-wasm-threaded-simd.wasm': kernels,
  });
  // Sums of several threads come in any order.
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  core.enableProdMode();
  const before = EVENTS.map((event) => process.listeners(event as never));
  if (!(await core.setBackend('wasm'))) throw new Error('its WASM kernels do not start');
  // Emscripten adds its own, which throw again what the program has handled.
  for (const [i, event] of EVENTS.entries()) {
    for (const listener of process.listeners(event as never)) {
      if (!before[i].includes(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return tensorFlowOn({ core, layers, converter }, `TensorFlow.js ${core.version_core} (WASM)`);
}
