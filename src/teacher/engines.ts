// Engines for teachers in formats that kd-gate's own kernels don't run. The host has them, and loads one when a teacher
// asks for it.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { JsonObject } from '../keras/json.ts';

export interface TeacherEngines {
  /** Where it takes packages from that nobody but the workflow or the command line may name; undefined without. */
  readonly folder?: string;
  loadTensorFlow(): Promise<Outcome<TensorFlow>>;
  loadOnnx(): Promise<Outcome<OnnxRuntime>>;
}

/** TensorFlow.js, on whatever computes for it. */
export interface TensorFlow {
  /** For the report: `TensorFlow.js 4.22.0 (WASM)`. */
  readonly name: string;
  /** Problems: `teacher/model`. */
  layersModel(topology: JsonObject, weights: StoredWeights | LayerWeights): Promise<Outcome<SyncModel>>;
  /** `output`: the node whose value is the answer. */
  graphModel(topology: JsonObject, weights: StoredWeights, output: string): Promise<Outcome<SyncModel>>;
}

/** The class of a GRU as Keras has it by default, its reset gate behind the product: the engine adds it. */
export const RESET_AFTER_GRU = 'KdGateResetAfterGRU';

/** As a bundle of TensorFlow.js holds them. */
export interface StoredWeights {
  readonly specs: readonly WeightSpec[];
  /** Of all of them, one after the other. */
  readonly bytes: Uint8Array;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** By the layer's name, behind those of its models (`stem/conv`), in Keras' order of a layer's weights. */
export type LayerWeights = ReadonlyMap<string, readonly LayerWeight[]>;

export interface LayerWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Null where a dimension may be anything, as the batch's. */
export type OpenShape = readonly (number | null)[];

/** A model that an engine holds. */
export interface RunningModel {
  /** With the batch's dimension first. */
  readonly inputs: readonly OpenShape[];
  /** Answers [count, ...] of samples [count, ...shape]. Leaves the enclosing attempt where the engine refuses. */
  run(x: Float32Array, count: number): Float32Array | Promise<Float32Array>;
  close(): void;
}

/** One that answers at once, so that a training can ask it. */
export interface SyncModel extends RunningModel {
  run(x: Float32Array, count: number): Float32Array;
  /** Multiply-accumulates of the last answer: those of its layers with weights, one a value for the others. */
  macs(): number;
}

export interface OnnxRuntime {
  /** For the report: `onnxruntime-web 1.30.0 (WASM)`. */
  readonly name: string;
  /** Problems: `teacher/model`. */
  load(bytes: Uint8Array, ends: OnnxEnds): Promise<Outcome<RunningModel>>;
}

/** The tensors that a model is asked with and answers with. */
export interface OnnxEnds {
  readonly input: string;
  readonly output: string;
  /** Of the input, with the batch's dimension first. */
  readonly shape: OpenShape;
}

interface HasEngines {
  readonly engines?: TeacherEngines;
}

export async function tensorFlowFor({ engines }: HasEngines): Promise<Outcome<TensorFlow>> {
  return engines ? engines.loadTensorFlow() : noEngine('TensorFlow.js');
}

export async function onnxFor({ engines }: HasEngines): Promise<Outcome<OnnxRuntime>> {
  return engines ? engines.loadOnnx() : noEngine('onnxruntime');
}

function noEngine(name: string): Outcome<never> {
  return attempt(() => reject('teacher/engine', `${name} is not at hand here`));
}
