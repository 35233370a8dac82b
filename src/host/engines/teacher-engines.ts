// The engines of teachers: TensorFlow.js from dist/, or what a named folder has; onnxruntime from that folder alone.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import type { TeacherEngines, TensorFlow } from '../../teacher/engines.ts';
import { openOnnx } from './onnx.ts';
import { openTfjsNode } from './tfjs-node.ts';
import { openTensorFlow, type TensorFlowBundle } from './tfjs-wasm.ts';

const KERNELS = 'tfjs-backend-wasm-simd.wasm';

/** TensorFlow.js keeps one backend a process. */
const opened = new Map<string, Promise<Outcome<TensorFlow>>>();

/**
 * `dist`: where tfjs.cjs and its kernels are. `folder`: of packages, named by somebody who may say what is executed.
 */
export function teacherEngines(dist: string, folder?: string): TeacherEngines {
  const key = JSON.stringify([dist, folder]);
  const loadTensorFlow = () => {
    const known = opened.get(key) ?? openAny(dist, folder);
    opened.set(key, known);
    return known;
  };
  return { folder, loadTensorFlow, loadOnnx: () => openOnnx(folder) };
}

/** Where tfjs-node can't be used, its name says why. */
function openAny(dist: string, folder?: string): Promise<Outcome<TensorFlow>> {
  return attemptLater(async () => {
    const native = folder === undefined ? undefined : await openTfjsNode(folder);
    if (native?.ok && native.value) return native.value;
    const wasm = must(await openWasm(dist));
    const problem = native?.ok === false ? native.problems[0] : undefined;
    if (!problem) return wasm;
    return { ...wasm, name: `${wasm.name}; not tfjs-node: ${problem.message}` };
  });
}

function openWasm(dist: string): Promise<Outcome<TensorFlow>> {
  return attemptLater(async () => {
    try {
      const load = createRequire(import.meta.url);
      return await openTensorFlow(load(join(dist, 'tfjs.cjs')) as TensorFlowBundle, join(dist, KERNELS));
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      const whole = `kd-gate is not whole: TensorFlow.js can't be used (${excerpt(reason, 200)})`;
      return reject('measure/engine', `${whole}; install it again`);
    }
  });
}
