// fixtures/operators/recorded.json: cases as figures, and the models that they make.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model, Operator, Tensor } from '../../../src/tflite/model.ts';

export interface Stored {
  readonly op: string;
  readonly test: string;
  readonly prepare_status: number;
  readonly variables: readonly { readonly tensor: number; readonly data: string }[];
  readonly steps: readonly {
    readonly invoke_status: number;
    readonly reset_before?: boolean;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
  }[];
  readonly graph: {
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    readonly tensors: readonly (Pick<Tensor, 'type' | 'shape' | 'quantization'> & {
      readonly data?: string;
      readonly isVariable?: boolean;
    })[];
    readonly operators: readonly (Omit<Operator, 'customOptions'> & { readonly customOptions?: string })[];
  };
}

const path = join(import.meta.dirname, '../../../fixtures/operators/recorded.json');
export const stored: readonly Stored[] = JSON.parse(readFileSync(path, 'utf8'));
export const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

export function modelOf({ inputs, outputs, tensors, operators }: Stored['graph']): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const graph = {
    name: 'main',
    inputs,
    outputs,
    tensors: tensors.map(
      ({ data, isVariable = false, ...tensor }, i): Tensor => ({
        ...tensor,
        name: `tensor ${i}`,
        isVariable,
        buffer: data === undefined ? 0 : buffers.push(bytesOf(data)) - 1,
      }),
    ),
    operators: operators.map(({ customOptions, ...operator }) => ({
      ...operator,
      ...(customOptions !== undefined && { customOptions: bytesOf(customOptions) }),
    })),
  };
  return { version: 3, description: '', buffers, metadata: [], subgraphs: [graph] };
}

export const storedModels = () => stored.map(({ graph }) => modelOf(graph));
