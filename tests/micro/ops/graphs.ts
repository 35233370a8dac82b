// Small models for tests by hand.
import type { Interpreter } from '../../../src/micro/interpret.ts';
import type { Model, Operator, Quantization, Subgraph } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import type { TensorType } from '../../../src/tflite/schema.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { MAKERS } from '../oracle.ts';
import { interpreterFor } from '../simulate.ts';

export interface GraphTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly quantization?: Quantization;
  readonly data?: Uint8Array;
  readonly isVariable?: boolean;
}

export interface Graph {
  readonly tensors: readonly GraphTensor[];
  readonly operators: readonly (Pick<Operator, 'code' | 'inputs' | 'outputs'> & Partial<Operator>)[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** The graphs as a model that our own writer wrote and our reader read. */
export function interpreterOf(...graphs: readonly Graph[]): Interpreter {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const subgraphs = graphs.map(
    ({ tensors, operators, inputs, outputs }, i): Subgraph => ({
      name: `graph ${i}`,
      inputs,
      outputs,
      tensors: tensors.map(({ data, ...tensor }, index) => ({
        isVariable: false,
        ...tensor,
        name: `tensor ${index}`,
        buffer: data ? buffers.push(data) - 1 : 0,
      })),
      operators: operators.map((operator) => ({ version: 1, options: {}, hasOptions: true, ...operator })),
    }),
  );
  const model: Model = { version: 3, description: '', buffers, metadata: [], subgraphs };
  const read = readModel(writeModel(model));
  const made = read.ok ? interpreterFor(read.value, MAKERS.reference) : read;
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join('; '));
  return made.value;
}

export const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
export const ints = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
export const float32sOf = (bytes: Uint8Array) => [...new Float32Array(Uint8Array.from(bytes).buffer)];

/** The first output for these inputs. */
export function answer({ inputs, outputs, write, read, invoke }: Interpreter, ...values: Uint8Array[]): Uint8Array {
  inputs.forEach((input, i) => {
    write(input, values[i]);
  });
  const ran = invoke();
  if (!ran.ok) throw new Error(ran.problems.map(({ message }) => message).join('; '));
  return read(outputs[0]);
}
