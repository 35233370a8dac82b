// One operator of a model by itself, on values from elsewhere.
import { createInterpreter } from '../../micro/interpret.ts';
import { type ResolvedModel, type ResolvedOperator, resolve } from '../../micro/resolve.ts';
import type { MakeKernels } from '../../simd/kernels.ts';
import type { Model } from '../../tflite/model.ts';

/** The simulator multiplies as often in a second. */
const MOST_OPERATIONS = 1e9;

/**
 * Its outputs by tensor. Undefined where a value that it reads is not in `contents`, where it keeps state or calls a
 * subgraph, and where it refuses the values.
 */
export function runAlone(
  { model }: ResolvedModel,
  { node, row }: ResolvedOperator,
  contents: ReadonlyMap<number, Uint8Array>,
  makeKernels: MakeKernels,
): ReadonlyMap<number, Uint8Array> | undefined {
  const [graph] = model.subgraphs;
  const { operator } = node;
  const reads = [...new Set(operator.inputs)].filter(
    (i) => i >= 0 && model.buffers[graph.tensors[i].buffer].length === 0,
  );
  const keepsState = reads.some((i) => graph.tensors[i].isVariable || graph.tensors[i].type === 'RESOURCE');
  if (keepsState || row.calls || row.variable || reads.some((i) => !contents.has(i))) return undefined;
  const single: Model = {
    ...model,
    subgraphs: [{ ...graph, operators: [operator], inputs: reads, outputs: operator.outputs }],
    metadata: [],
  };
  const resolved = resolve(single);
  if (!resolved.ok) return undefined;
  const interpreter = createInterpreter(resolved.value, makeKernels, { mostOperations: MOST_OPERATIONS });
  if (!interpreter.ok) return undefined;
  const { inputs, write, read, invoke, outputs } = interpreter.value;
  for (const [i, input] of inputs.entries()) write(input, contents.get(reads[i]) ?? new Uint8Array(input.bytes));
  if (!invoke().ok) return undefined;
  return new Map(outputs.map((tensor) => [tensor.index, read(tensor)]));
}
