// The inputs and outputs of a model's graph, in the order in which firmware sees them.
import type { Interpreter } from '../../micro/interpret.ts';
import type { OpTensor } from '../../micro/op.ts';

/** real = scale * (quantized - zeroPoint); neither where the values are not quantized. */
export interface End {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly scale?: number;
  readonly zeroPoint?: number;
}

export interface Ends {
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

export function endsOf({ inputs, outputs }: Interpreter): Ends {
  return { inputs: inputs.map(describeEnd), outputs: outputs.map(describeEnd) };
}

function describeEnd({ name, type, shape, quantization }: OpTensor): End {
  const [scale] = quantization?.scales ?? [];
  const [zeroPoint = 0] = quantization?.zeroPoints ?? [];
  return { name, type, shape, ...(scale !== undefined && { scale, zeroPoint }) };
}
