// The cases that TFLM's own kernels answered, as index.json of each folder lists them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProblem, type Outcome } from '../../src/base/problem.ts';
import type { Interpreter } from '../../src/micro/interpret.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { interpreterFor } from './simulate.ts';

export const ORACLE = join(import.meta.dirname, '../../../shared/oracle');
export const hasOracle = existsSync(ORACLE);

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, '../../dist/kernels.wasm')));

export const MAKERS = {
  reference: (bytes: number): Kernels => referenceKernels(createMemory(bytes)),
  wasm: (bytes: number): Kernels => wasmKernels(module, createMemory(bytes)),
} as const;

interface Span {
  readonly offset: number;
  readonly bytes: number;
}

export interface Recorded<Bytes> {
  readonly op: string;
  readonly test: string;
  readonly prepare_status: number;
  readonly variables: readonly (Bytes & { readonly tensor: number })[];
  readonly steps: readonly {
    readonly invoke_status: number;
    readonly reset_before?: boolean;
    readonly inputs: readonly Bytes[];
    readonly outputs: readonly Bytes[];
  }[];
}

export interface OracleCase extends Recorded<Span> {
  readonly file: string;
  readonly dtypes_in: readonly string[];
}

export interface OracleFolder {
  readonly folder: string;
  readonly data: Uint8Array;
  readonly cases: readonly OracleCase[];
}

export function oracleFolder(name: string): OracleFolder {
  const folder = join(ORACLE, name);
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  return { folder, data: readFileSync(join(folder, index.data_file)), cases: index.cases };
}

/** What is wrong, or undefined when the case is answered as TFLM answered it. */
export function complaintAbout(
  { folder, data }: OracleFolder,
  oracleCase: OracleCase,
  makeKernels: (bytes: number) => Kernels,
): string | undefined {
  const model = readModel(readFileSync(join(folder, oracleCase.file)));
  const at = ({ offset, bytes }: Span) => data.subarray(offset, offset + bytes);
  return complaint(model, oracleCase, at, makeKernels);
}

/** A recorded case and how its bytes are found. */
export function complaint<Bytes>(
  model: Outcome<Model>,
  oracleCase: Recorded<Bytes>,
  at: (bytes: Bytes) => Uint8Array,
  makeKernels: (bytes: number) => Kernels,
): string | undefined {
  const made = model.ok ? interpreterFor(model.value, makeKernels) : model;
  if (oracleCase.prepare_status !== 0) return made.ok ? 'accepted, where TFLM refuses' : undefined;
  // Whether TFLM refuses before or while it runs makes no difference to us.
  if (!made.ok && oracleCase.steps[0]?.invoke_status !== 0) return undefined;
  if (!made.ok) return made.problems.map(describeProblem).join('; ');
  const interpreter = made.value;
  for (const variable of oracleCase.variables) {
    interpreter.write(interpreter.subgraphTensors[0][variable.tensor], at(variable));
  }
  for (const [step, { invoke_status, reset_before, inputs, outputs }] of oracleCase.steps.entries()) {
    if (reset_before) interpreter.reset();
    inputs.forEach((input, i) => {
      interpreter.write(interpreter.inputs[i], at(input));
    });
    const ran = interpreter.invoke();
    if (invoke_status !== 0) return ran.ok ? `step ${step} ran, where TFLM refuses` : undefined;
    if (!ran.ok) return ran.problems.map(describeProblem).join('; ');
    for (const [i, output] of outputs.entries()) {
      const wrong = compare(interpreter, i, at(output));
      if (wrong) return `step ${step}, output ${i}: ${wrong}`;
    }
  }
  return undefined;
}

/** Bytes, floats too: what goes through the C library comes out with its last bit in all that was recorded. */
function compare(interpreter: Interpreter, index: number, expected: Uint8Array) {
  const found = interpreter.read(interpreter.outputs[index]).subarray(0, expected.length);
  const differing = found.findIndex((byte, i) => byte !== expected[i]);
  if (differing < 0) return undefined;
  const count = found.reduce((sum, byte, i) => sum + Number(byte !== expected[i]), 0);
  const first = `first byte ${differing}: ${found[differing]} for ${expected[differing]}`;
  return `${count} of ${expected.length} bytes differ, ${first}`;
}
