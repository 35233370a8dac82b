// The operator that computes a model's only output, behind what merely changes its type or shape.
import type { Model, Operator } from './model.ts';

const PASSING: readonly string[] = ['QUANTIZE', 'DEQUANTIZE', 'RESHAPE', 'CAST'];

/** The last computing operator in front of the first output, and the tensor that is followed to it. */
export interface OutputProducer {
  /** Undefined where no operator of the main graph computes it. */
  readonly operator?: Operator;
  /** Index in the first subgraph: what the operator writes. */
  readonly tensor: number;
}

export function outputProducer({ subgraphs: [graph] }: Model): OutputProducer {
  let tensor = graph.outputs[0];
  // A hostile graph may lead in a circle.
  for (let steps = 0; steps < graph.operators.length; steps++) {
    const operator = graph.operators.find(({ outputs }) => outputs.includes(tensor));
    if (!operator || !PASSING.includes(operator.code ?? '')) return { tensor, ...(operator && { operator }) };
    tensor = operator.inputs[0];
  }
  return { tensor };
}
