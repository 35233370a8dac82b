// What layers say of their computation: calls of kernels, their operands, and what follows backwards.
import type { Shape } from '../../base/shape.ts';
import type { ActivationCode } from '../../simd/float-kernels.ts';
import type { Window } from '../../simd/window.ts';
import type { NodeBase } from '../network/node.ts';
import type { Scalar, ScalarOperand, StepKernels, StepName, WorkRange, WorkspaceOperand } from './program.ts';

/** A place in the memory. Its address is final after `compile` has placed it. */
export interface MemoryRegion {
  readonly bytes: number;
  address: number;
}

/** A region as an argument, with what the kernel does to it. */
export interface RegionOperand {
  readonly region: MemoryRegion;
  readonly reads: boolean;
  readonly writes: boolean;
}

export type Operand = number | RegionOperand | ScalarOperand | WorkspaceOperand;

/** One operand for each of a kernel's arguments but the last two, from and to. */
export type OperandsOf<K extends StepName> =
  Parameters<StepKernels[K]> extends [...infer Leading, number, number] ? { [I in keyof Leading]: Operand } : never;

export interface Emitter {
  emit<K extends StepName>(kernel: K, range: WorkRange, ...args: OperandsOf<K>): void;
  /** `floats` float32 for each sample of the largest batch. */
  perSample(floats: number): MemoryRegion;
  /** `floats` float32. */
  fixed(floats: number): MemoryRegion;
  /** A window block, and the workspace of convolutions over it. */
  window(window: Window): Operand;
  convWorkspace(window: Window): WorkspaceOperand;
  denseWorkspace(rowsPerSample: number, inputs: number, units: number): WorkspaceOperand;
}

export interface LayerSite<N extends NodeBase> extends Emitter {
  readonly node: N;
  /** Of the relu that was fused into the layer; 0 for kinds that don't `fuse`. */
  readonly activation: ActivationCode;
  /** Batch statistics and dropout, and a backward pass follows. */
  readonly training: boolean;
  /** What this pass keeps of moving statistics; absent: what the node says. */
  readonly kept?: Operand;
  readonly x: readonly MemoryRegion[];
  readonly xShapes: readonly Shape[];
  readonly y: MemoryRegion;
  /** The value and, when training, the gradient of a parameter; undefined for a bias that stays zero. */
  parameter(name: string): SiteParameter | undefined;
  /** The factors of dropout, filled before each step. */
  keep(rate: number): MemoryRegion;
}

export interface SiteParameter {
  readonly value: MemoryRegion;
  readonly gradient: MemoryRegion;
}

export interface Gradients {
  /** Gradient of the output: the layer may overwrite it. */
  readonly dy: MemoryRegion;
  /** Whether the gradient of this input is needed. */
  wants(input: number): boolean;
  /** Adds `dx` to the gradient of this input; the layer must not touch the region afterwards. */
  give(input: number, dx: MemoryRegion): void;
}

export type Backward = (gradients: Gradients) => void;

/** A parameter that every layer of the kind has. */
export function parameterOf(site: LayerSite<NodeBase>, name: string): SiteParameter {
  const found = site.parameter(name);
  if (!found) throw new Error(`${site.node.name} has no parameter ${name}`);
  return found;
}

export const read = (region: MemoryRegion): Operand => ({ region, reads: true, writes: false });
export const write = (region: MemoryRegion): Operand => ({ region, reads: false, writes: true });
export const update = (region: MemoryRegion): Operand => ({ region, reads: true, writes: true });
export const scalar = (name: Scalar, times = 1): Operand => ({ scalar: name, times });

/** `each` rows or elements of every sample. */
export const samples = (each = 1): WorkRange => ({ over: 'samples', each });
/** Blocks of the rows that are `each` of every sample. */
export const blocks = (each: number): WorkRange => ({ over: 'blocks', each });
/** Rows of weights, channels: in pieces of 4, as wide as the kernels' vectors. */
export const elements = (length: number, multiple = 4): WorkRange => ({ over: 'elements', length, multiple });
