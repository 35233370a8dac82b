// @tensorflow/tfjs-node as an engine: TensorFlow's own kernels, where somebody named a folder that has them.
import { createRequire } from 'node:module';
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import type { TensorFlow } from '../../teacher/engines.ts';
import { loadPackage } from './packages.ts';
import { type TensorFlowParts, tensorFlowOn } from './tensorflow.ts';

const NAME = '@tensorflow/tfjs-node';

/** Undefined where the folder doesn't have it. Problem: `teacher/engine`. */
export function openTfjsNode(folder: string): Promise<Outcome<TensorFlow | undefined>> {
  return attemptLater(async () => {
    putBackUtil();
    const loaded = must(await loadPackage(folder, NAME));
    if (!loaded) return undefined;
    if (!isWhole(loaded.exports)) return reject('teacher/engine', `${NAME} ${loaded.version} has no kernels`);
    const tf = loaded.exports;
    if (!(await tf.setBackend('tensorflow'))) return reject('teacher/engine', `${NAME}'s kernels do not start`);
    const { binding } = tf.backend() as { readonly binding?: { readonly TF_Version?: string } };
    const detail = `tfjs-node, TensorFlow ${binding?.TF_Version ?? 'unknown'}`;
    const parts: TensorFlowParts = { core: tf, layers: tf, converter: tf };
    return tensorFlowOn(parts, `TensorFlow.js ${loaded.version} (${detail})`);
  });
}

type WholeTensorFlow = TensorFlowParts['core'] & TensorFlowParts['layers'] & TensorFlowParts['converter'];

function isWhole(exports: unknown): exports is WholeTensorFlow {
  return typeof exports === 'object' && exports !== null && 'loadLayersModel' in exports && 'loadGraphModel' in exports;
}

/** tfjs-node 4.22 calls functions of `util` that Node 23 removed. */
export function putBackUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isArray ??= Array.isArray;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}
