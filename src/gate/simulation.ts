// The simulator as compression sees it: one sample in, every operator's values out as real numbers.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { MakeSimulation, Simulation } from '../compress/simulation.ts';
import { createInterpreter } from '../micro/interpret.ts';
import type { OpTensor } from '../micro/op.ts';
import { resolve } from '../micro/resolve.ts';
import { encoderOf, realsOf } from '../micro/tensors/samples.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { Model } from '../tflite/model.ts';

export function simulationOn(makeKernels: MakeKernels): MakeSimulation {
  return (model) => attempt(() => must(simulationOf(model, makeKernels)));
}

function simulationOf(model: Model, makeKernels: MakeKernels): Outcome<Simulation> {
  return attempt(() => {
    const interpreter = must(createInterpreter(must(resolve(model)), makeKernels));
    const [graph] = model.subgraphs;
    const [tensors] = interpreter.subgraphTensors;
    const [input] = interpreter.inputs;
    const encode = encoderOf(input);
    const shown = [input, ...graph.operators.map(({ outputs: [output] }) => tensors[output])];
    const decoders = shown.map(decoderOf);
    return {
      run: (x, observe) =>
        attempt(() => {
          if (!encode) throw new Error(`no samples go into ${input.type}`);
          interpreter.write(input, encode(x));
          must(interpreter.invoke());
          for (const [i, tensor] of shown.entries()) observe(i - 1, decoders[i](interpreter.read(tensor)));
        }),
    };
  });
}

function decoderOf(tensor: OpTensor) {
  const decode = realsOf(tensor);
  if (!decode) throw new Error(`${tensor.type} holds no real numbers`);
  return decode;
}
