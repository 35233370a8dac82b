// What the gate is given in tests: a kd.yaml as text and its files in memory, no boards, one thread.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, failed, must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import type { GateInput } from '../../src/gate/gate.ts';
import type { Tools } from '../../src/gate/tools.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, '../../dist/kernels.wasm')));

export function gateInput(yaml: string, files: ReadonlyMap<string, Uint8Array>, tools: Partial<Tools> = {}): GateInput {
  return {
    spec: must(parseSpec(yaml, 'kd.yaml')),
    specSha256: 'ab'.repeat(32),
    boards: new Map(),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    tools: {
      read: async (path) => {
        const bytes = files.get(path);
        return bytes ? done(bytes) : failed({ code: 'file/missing', message: `there is no file ${path}` });
      },
      makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
      makeTrainer: singleTrainer((memory) => wasmKernels(module, memory)),
      evaluate: evaluateOn(1, () => {
        throw new Error('no other thread is started');
      }),
      onProgress: () => undefined,
      ...tools,
    },
  };
}
