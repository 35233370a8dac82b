// What an operator of the simulator is: prepare checks and decides once; run only does arithmetic on linear memory.
import type { Shape } from '../base/shape.ts';
import type { Kernels } from '../simd/kernels.ts';
import type { Operator, Quantization, Tensor } from '../tflite/model.ts';
import type { TensorType } from '../tflite/schema.ts';

/** An operator of a file with its tensors looked up: what can be known before anything runs. */
export interface OperatorNode {
  readonly operator: Operator;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly (Tensor | undefined)[];
  /** What the file holds for each input; undefined where the data aren't in the file. */
  readonly inputData: readonly (Uint8Array | undefined)[];
}

/** A tensor at its place in linear memory. Constant tensors hold their data when `prepare` runs. */
export interface OpTensor {
  readonly index: number;
  readonly name: string;
  readonly type: TensorType;
  readonly shape: Shape;
  /** Number of elements and of bytes; int4 is packed two to a byte as in the file. */
  readonly elements: number;
  readonly bytes: number;
  /** Aligned to 16. */
  readonly address: number;
  readonly quantization?: Quantization;
  readonly isConstant: boolean;
  readonly isVariable: boolean;
}

export interface Preparation {
  readonly operator: Operator;
  /** undefined: an optional input left out. */
  readonly inputs: readonly (OpTensor | undefined)[];
  /** As the node has it. */
  readonly inputData: OperatorNode['inputData'];
  readonly outputs: readonly OpTensor[];
  readonly kernels: Kernels;
  /** Memory that this operator keeps until the end (packed weights, multipliers), aligned to 16. */
  persistent(bytes: number): number;
  /** Memory shared by all operators, valid only during one `run`: returns its address, aligned to 16. At most one
   * request an operator. */
  workspace(bytes: number): number;
  /** All resource variables of the model so far. */
  readonly resources: Resources;
  /** Other subgraphs by index, for IF, WHILE and CALL_ONCE; undefined when there is none. */
  subgraph(index: number): PreparedGraph | undefined;
}

/** A subgraph as control-flow operators see it. */
export interface PreparedGraph {
  readonly inputs: readonly OpTensor[];
  readonly outputs: readonly OpTensor[];
  run(): void;
}

export interface OperatorRun {
  /** Multiply-accumulates of one run, as the field counts them: convolutions, dense layers, LSTM, SVDF.
   * Left out by what only moves or adds. */
  readonly macs?: number;
  /** Where the answer on a board can be another one than here, and why. */
  readonly warning?: string;
  /** What one run does value by value beyond reading and writing each element of its tensors once, where that is much:
   * the taps of a pooling window, for one. Limits the simulator's work (operations.ts). */
  readonly steps?: number;
  run(): void;
  /** Brings inner state back to its start, as the kernel's Reset does. */
  reset?(): void;
}

/** `prepare` runs inside an `attempt`: what TFLM refuses is `reject`ed with a code `micro/...` and a sentence. */
export type Op = (preparation: Preparation) => OperatorRun;

/** MicroResourceVariables, as it fills while operators prepare. */
export interface Resources {
  /** By id. */
  readonly list: Resource[];
  /** The id, by `variableKey`. */
  readonly ids: Map<string, number>;
  /** By the tensor that VAR_HANDLE gives out. */
  readonly byHandle: Map<OpTensor, Resource>;
}

/** A resource variable: what VAR_HANDLE names and ASSIGN_VARIABLE writes. */
export interface Resource {
  readonly name: string;
  /** Undefined until an ASSIGN_VARIABLE is prepared for it. */
  bytes?: Uint8Array;
  /** Every byte of it after a reset. */
  initial: number;
}
