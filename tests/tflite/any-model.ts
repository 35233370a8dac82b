// Random models whose references hold, with everything that a file can say and `writeModel` writes.
import * as fc from 'fast-check';
import type { Model, Operator, Options, Tensor } from '../../src/tflite/model.ts';
import { optionTable } from '../../src/tflite/options.ts';
import { BUILTIN_OPERATORS, bytesOfElements } from '../../src/tflite/schema.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function fieldValues({ name, type }: { name?: string; type: string }): fc.Arbitrary<[string, Options[string]][]> {
  if (name === undefined) return fc.constant([]);
  const values: Record<string, fc.Arbitrary<Options[string]>> = {
    bool: fc.boolean(),
    int8: fc.integer({ min: -128, max: 127 }),
    int32,
    uint32: fc.nat(2 ** 32 - 1),
    int64: fc.maxSafeInteger(),
    float32: float,
    string: text,
    int32s: fc.array(int32, { maxLength: 4 }),
    float32s: fc.array(float, { maxLength: 4 }),
  };
  return values[type].map((value) => [[name, value]]);
}

const operators = (tensorCount: number): fc.Arbitrary<Operator> =>
  fc.constantFrom(...BUILTIN_OPERATORS).chain((code) => {
    const { type, fields } = optionTable(code);
    const options = fc.tuple(...fields.map(fieldValues)).map((entries) => Object.fromEntries(entries.flat()));
    return fc.record({
      code: fc.constant(code),
      version: fc.integer({ min: 1, max: 12 }),
      inputs: fc.array(fc.integer({ min: -1, max: tensorCount - 1 }), { maxLength: 5 }),
      outputs: fc.array(fc.nat(tensorCount - 1), { maxLength: 3 }),
      options,
      hasOptions: fc.constant(type !== 0),
      ...(code === 'CUSTOM' ? { customCode: text, customOptions: fc.uint8Array({ maxLength: 20 }) } : {}),
    });
  });

const quantizations = fc.record({
  scales: fc.array(float, { maxLength: 5 }),
  zeroPoints: fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { maxLength: 5 }),
  quantizedDimension: fc.nat(3),
});

/** Tensors without data lie in buffer 0; the others each in a buffer of their size, numbered after their tensors. */
const subgraphs = fc
  .array(
    fc.record({
      name: text,
      type: fc.constantFrom('INT8', 'INT16', 'INT32', 'FLOAT32', 'INT4', 'INT64', 'BOOL'),
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
      constant: fc.boolean(),
      isVariable: fc.boolean(),
      quantization: fc.option(quantizations, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((tensors) =>
    fc.record({
      name: text,
      tensors: fc.constant(tensors),
      operators: fc.array(operators(tensors.length), { maxLength: 4 }),
      inputs: fc.array(fc.nat(tensors.length - 1), { maxLength: 3 }),
      outputs: fc.array(fc.nat(tensors.length - 1), { maxLength: 3 }),
    }),
  );

export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    description: text,
    metadata: fc.array(text, { maxLength: 3 }),
    graphs: fc.array(subgraphs, { minLength: 1, maxLength: 3 }),
  })
  .map(({ description, metadata, graphs }) => {
    const buffers: Uint8Array[] = [new Uint8Array(0)];
    const bufferOf = (bytes: number) => (bytes === 0 ? 0 : buffers.push(new Uint8Array(bytes).fill(bytes)) - 1);
    return {
      version: 3,
      description,
      subgraphs: graphs.map((graph) => ({
        ...graph,
        tensors: graph.tensors.map(({ constant, quantization, type, ...rest }): Tensor => {
          const elements = rest.shape.reduce((product, d) => product * d, 1);
          const buffer = constant ? bufferOf(bytesOfElements(type, elements) ?? 0) : 0;
          return { ...rest, type, buffer, ...(quantization && { quantization }) };
        }),
      })),
      metadata: metadata.map((name, i) => ({ name, buffer: bufferOf(i + 1) })),
      buffers,
    };
  });
