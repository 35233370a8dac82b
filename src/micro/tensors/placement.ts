// Where everything lies in linear memory: each tensor at a place of its own, and what operators ask for behind them.
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import { FIRST_FREE_ADDRESS } from '../../simd/wasm.ts';
import type { Model, Tensor } from '../../tflite/model.ts';
import { bytesOfElements } from '../../tflite/schema.ts';
import type { OpTensor } from '../op.ts';
import { describePlace, type Place } from '../place.ts';

const ALIGNMENT = 16;
const MOST_MEMORY = 512 * 1024 * 1024;
/** Elements that all operators together read or write: some prepare a table as long as their tensors. */
const MOST_ELEMENTS = 2 ** 25;

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}

export interface Placement {
  readonly tensors: readonly (readonly OpTensor[])[];
  readonly end: number;
  readonly constantBytes: number;
}

/** Inside an `attempt`. */
export function placeTensors(model: Model): Placement {
  let end = FIRST_FREE_ADDRESS;
  let constantBytes = 0;
  const tensors = model.subgraphs.map((graph, subgraph) =>
    graph.tensors.map((tensor, index): OpTensor => {
      const { elements, bytes } = sizesOf(tensor, { subgraph, index });
      const data = model.buffers[tensor.buffer];
      const isConstant = data.length > 0;
      if (isConstant && data.length < bytes) {
        const needed = `is ${describeShape(tensor.shape)} ${tensor.type} and takes ${bytes} bytes`;
        const described = describeTensor(tensor, { subgraph, index });
        reject('micro/constant-size', `${described} ${needed}; its data has ${data.length}`);
      }
      const address = end;
      end += aligned(bytes);
      if (isConstant) constantBytes += bytes;
      if (end > MOST_MEMORY / 2) {
        reject(
          'micro/memory',
          `the tensors take more than ${MOST_MEMORY / 2} bytes; kd-gate runs models for microcontrollers`,
        );
      }
      const { name, type, shape, quantization, isVariable } = tensor;
      return { index, name, type, shape, elements, bytes, address, quantization, isConstant, isVariable };
    }),
  );
  checkElements(model, tensors);
  return { tensors, end, constantBytes };
}

function checkElements({ subgraphs }: Model, tensors: readonly (readonly OpTensor[])[]): void {
  const largest = subgraphs.flatMap(({ operators }, subgraph) =>
    operators.map(({ inputs, outputs }) => {
      const elementsOf = (i: number) => tensors[subgraph][i]?.elements ?? 0;
      // What has several outputs may compute each from something small.
      const written = outputs.reduce((sum, i) => sum + elementsOf(i), 0);
      return inputs.reduce((most, i) => Math.max(most, elementsOf(i)), written);
    }),
  );
  const elements = largest.reduce((sum, size) => sum + size, 0);
  if (elements > MOST_ELEMENTS) {
    reject('micro/memory', `the operators work on ${elements} elements; kd-gate runs models for microcontrollers`);
  }
}

function describeTensor({ name }: Tensor, place: Place): string {
  return `${describePlace('tensor', place)} ("${name}")`;
}

function sizesOf(tensor: Tensor, place: Place): { elements: number; bytes: number } {
  const { shape, type } = tensor;
  let elements = 1;
  for (const dimension of shape) {
    if (!(dimension >= 0)) {
      reject(
        'micro/dynamic-shape',
        `${describeTensor(tensor, place)} has a dimension of ${dimension}; TFLM supports fixed shapes only`,
      );
    }
    elements *= dimension;
    if (elements > MOST_MEMORY)
      reject('micro/memory', `${describeTensor(tensor, place)}, ${describeShape(shape)}, is too large`);
  }
  // Strings have no fixed size; no operator that runs here takes them, so their place may be empty.
  return { elements, bytes: bytesOfElements(type, elements) ?? 0 };
}

/** Packed weights take at most four times their int8 bytes, columns of a convolution a few of its rows: with room to
 * spare. */
export function memoryBytesOf({ end, constantBytes }: Placement): number {
  return Math.min(end + 8 * constantBytes + 4 * (end - FIRST_FREE_ADDRESS) + 2 ** 22, MOST_MEMORY);
}

/** What an operator asks for while it prepares. */
export interface Allocator {
  persistent(bytes: number): number;
  workspace(bytes: number): number;
}

/** Persistent memory grows from below; every workspace starts at one place near the end, so that the largest
 * decides. */
export function allocator(from: number, to: number): Allocator {
  let end = from;
  let workspace = to;
  const check = () => {
    if (end > workspace) reject('micro/memory', 'the operators need more memory than kd-gate gives a model');
  };
  return {
    persistent(bytes) {
      const address = aligned(end);
      end = address + bytes;
      check();
      return address;
    },
    workspace(bytes) {
      const address = Math.floor((to - bytes) / ALIGNMENT) * ALIGNMENT;
      workspace = Math.min(workspace, address);
      check();
      return address;
    },
  };
}
