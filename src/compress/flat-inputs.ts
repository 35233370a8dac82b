// A folded network without the RESHAPE in front of dense layers: FULLY_CONNECTED takes values of any shape, row by row
// (tensorflow/lite/kernels/fully_connected.cc, PrepareImpl; TFLM's counts batches by its output alone).
import type { FoldedInput, FoldedNetwork } from './folded.ts';

export function withoutFlattening(folded: FoldedNetwork): FoldedNetwork {
  const { nodes } = folded;
  const readersOf = (index: number) => nodes.filter(({ inputs }) => inputs.includes(index));
  const isSpare = nodes.map(
    ({ kind }, index) =>
      kind === 'reshape' && index !== folded.output && readersOf(index).every((reader) => reader.kind === 'dense'),
  );
  // What is read instead of a node, in the old numbers and in the new ones.
  const sourceOf = (index: FoldedInput): FoldedInput =>
    index >= 0 && isSpare[index] ? sourceOf(nodes[index].inputs[0]) : index;
  const moved = nodes.map((_, index) => index - isSpare.slice(0, index).filter(Boolean).length);
  const at = (index: FoldedInput) => (index < 0 ? index : moved[index]);
  return {
    ...folded,
    nodes: nodes
      .filter((_, index) => !isSpare[index])
      .map((node) => ({ ...node, inputs: node.inputs.map((input) => at(sourceOf(input))) })),
    output: at(folded.output),
  };
}
