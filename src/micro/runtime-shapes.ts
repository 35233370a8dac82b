// Shapes that operators give their outputs before the model runs, whatever the file says.
import type { Model, Subgraph } from '../tflite/model.ts';
import { RUNTIME_SHAPES } from './ops/index.ts';

/** The same model with the shapes that it runs with. */
export function withRuntimeShapes(model: Model): Model {
  return { ...model, subgraphs: model.subgraphs.map(reshaped) };
}

function reshaped(graph: Subgraph): Subgraph {
  const tensors = [...graph.tensors];
  for (const { code, inputs, outputs } of graph.operators) {
    const shapeOf = RUNTIME_SHAPES[code];
    const [input, output] = [tensors[inputs[0]], tensors[outputs[0]]];
    if (!shapeOf || !input || !output) continue;
    tensors[outputs[0]] = { ...output, shape: shapeOf(input.shape, output.shape, inputs.length) };
  }
  return { ...graph, tensors };
}
