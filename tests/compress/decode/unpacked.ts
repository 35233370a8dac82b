// A model with DECODE as it was before: constants in place of what is unpacked.
import { attempt, must } from '../../../src/base/problem.ts';
import { decode } from '../../../src/micro/arithmetic/decode.ts';
import { DECODE, type DecodeHeader, readDecodeHeader } from '../../../src/tflite/decode-header.ts';
import type { Model, Operator } from '../../../src/tflite/model.ts';

export interface Unpacked {
  readonly plain: Model;
  /** How each tensor was encoded. */
  readonly kinds: ReadonlyMap<number, DecodeHeader['kind']>;
}

/** Of a model with one subgraph; encoded and ancillary data are gone. */
export function unpackedModel(model: Model): Unpacked {
  const buffers = [...model.buffers];
  const [graph] = model.subgraphs;
  const tensors = [...graph.tensors];
  const kindOf = new Map<number, DecodeHeader['kind']>();
  const isDecode = ({ customCode }: Operator) => customCode === DECODE;
  for (const { inputs, outputs } of graph.operators.filter(isDecode)) {
    for (const [i, index] of outputs.entries()) {
      const [encoded, ancillary] = [inputs[2 * i], inputs[2 * i + 1]].map((input) => buffers[tensors[input].buffer]);
      const data = must(attempt(() => decode({ encoded, ancillary, ancillaryName: '', output: tensors[index] })));
      tensors[index] = { ...tensors[index], buffer: buffers.push(data) - 1 };
      kindOf.set(index, readDecodeHeader(ancillary, '').kind);
    }
  }
  const operators = graph.operators.filter((operator) => !isDecode(operator));
  const { inputs, outputs } = graph;
  const used = [...new Set([...operators.flatMap((o) => [...o.inputs, ...o.outputs]), ...inputs, ...outputs])]
    .filter((i) => i >= 0)
    .sort((a, b) => a - b);
  const data = [...new Set([0, ...used.map((i) => tensors[i].buffer), ...model.metadata.map(({ buffer }) => buffer)])];
  const moved = (indices: readonly number[]) => indices.map((i) => used.indexOf(i));
  return {
    kinds: new Map([...kindOf].map(([index, kind]) => [used.indexOf(index), kind])),
    plain: {
      ...model,
      buffers: data.map((i) => buffers[i]),
      metadata: model.metadata.map(({ name, buffer }) => ({ name, buffer: data.indexOf(buffer) })),
      subgraphs: [
        {
          ...graph,
          inputs: moved(inputs),
          outputs: moved(outputs),
          tensors: used.map((i) => ({ ...tensors[i], buffer: data.indexOf(tensors[i].buffer) })),
          operators: operators.map((o) => ({ ...o, inputs: moved(o.inputs), outputs: moved(o.outputs) })),
        },
      ],
    },
  };
}
