// The operators in fixtures/operators, as models written by our own writer and read back, with what TFLM answered.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from '../../../src/simd/kernels.ts';
import type { Model, Operator, Quantization } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import type { TensorType } from '../../../src/tflite/schema.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { interpreterFor } from '../simulate.ts';

interface Stored {
  readonly name: string;
  readonly refused: boolean;
  readonly tensors: readonly {
    readonly type: TensorType;
    readonly shape: readonly number[];
    readonly quantization?: Quantization;
    readonly data?: string;
  }[];
  readonly operator: Pick<Operator, 'code' | 'version' | 'inputs' | 'outputs' | 'options'>;
  readonly inputs: readonly number[];
  readonly steps: readonly { readonly inputs: readonly string[]; readonly outputs: readonly string[] }[];
}

export interface OperatorCase {
  readonly name: string;
  readonly model: Model;
  readonly steps: readonly { readonly inputs: readonly Uint8Array[]; readonly outputs: readonly Uint8Array[] }[];
}

/** Those that run, or those that TFLM refuses. */
export function cases(file: string, which: 'run' | 'refused' = 'run'): OperatorCase[] {
  const path = join(import.meta.dirname, '../../../fixtures/operators', `${file}.json`);
  const stored: readonly Stored[] = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
  return stored
    .filter(({ refused }) => refused === (which === 'refused'))
    .map((c) => ({
      name: `${c.operator.code} ${c.name}`,
      model: modelOf(c),
      steps: c.steps.map(({ inputs, outputs }) => ({ inputs: inputs.map(bytes), outputs: outputs.map(bytes) })),
    }));
}

function modelOf({ tensors, operator, inputs }: Stored): Model {
  const constants = tensors.flatMap(({ data }) => (data === undefined ? [] : [Buffer.from(data, 'base64')]));
  let buffer = 0;
  const model: Model = {
    version: 3,
    description: '',
    buffers: [new Uint8Array(0), ...constants],
    metadata: [],
    subgraphs: [
      {
        name: 'main',
        tensors: tensors.map(({ type, shape, quantization, data }, i) => ({
          name: `tensor ${i}`,
          type,
          shape,
          buffer: data === undefined ? 0 : ++buffer,
          ...(quantization && { quantization }),
          isVariable: false,
        })),
        operators: [{ ...operator, hasOptions: true }],
        inputs,
        outputs: operator.outputs,
      },
    ],
  };
  const read = readModel(writeModel(model));
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('; '));
  return read.value;
}

/** The same case with the first zero point of each tensor alone. */
export function withOneZeroPoint({ model, ...rest }: OperatorCase): OperatorCase {
  const [graph] = model.subgraphs;
  const tensors = graph.tensors.map(({ quantization, ...tensor }) => ({
    ...tensor,
    ...(quantization && { quantization: { ...quantization, zeroPoints: quantization.zeroPoints.slice(0, 1) } }),
  }));
  return { ...rest, model: { ...model, subgraphs: [{ ...graph, tensors }] } };
}

/** The same case with its constants given as inputs, which come first. */
export function withoutConstants({ name, model, steps }: OperatorCase): OperatorCase {
  const [graph] = model.subgraphs;
  const constants = graph.tensors.flatMap(({ buffer }, i) => (buffer === 0 ? [] : [i]));
  const data = constants.map((i) => model.buffers[graph.tensors[i].buffer]);
  const tensors = graph.tensors.map((tensor) => ({ ...tensor, buffer: 0 }));
  return {
    name,
    model: { ...model, subgraphs: [{ ...graph, tensors, inputs: [...constants, ...graph.inputs] }] },
    steps: steps.map(({ inputs, outputs }) => ({ inputs: [...data, ...inputs], outputs })),
  };
}

/** The outputs of each step, or the codes of the problems that keep the model from running. */
export function run(
  { model, steps }: OperatorCase,
  makeKernels: (bytes: number) => Kernels,
): readonly (readonly Uint8Array[])[] | readonly string[] {
  const made = interpreterFor(model, makeKernels);
  if (!made.ok) return made.problems.map(({ code }) => code);
  const { inputs, outputs, write, read, invoke } = made.value;
  return steps.map((step) => {
    inputs.forEach((input, i) => {
      write(input, step.inputs[i]);
    });
    invoke();
    return outputs.map((output) => read(output));
  });
}
