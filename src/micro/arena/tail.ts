// The tail of TFLM's arena: what AllocateTensors() keeps there, in its order, and how much room it takes on the way.
// Sizes are those of a 32-bit Arm build.
// tensorflow/lite/micro/micro_allocator.cc, micro_interpreter.cc, arena_allocator/single_arena_buffer_allocator.cc
import { type Problem, reject } from '../../base/problem.ts';
import type { Model, Subgraph, Tensor } from '../../tflite/model.ts';
import type { Footprint, Node } from '../footprints/footprint.ts';
import { CUSTOM_FOOTPRINTS, FOOTPRINTS } from '../footprints/index.ts';
import type { Profile } from '../profile.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import type { ScratchRequest } from './lifetimes.ts';
import { offlinePlan } from './offline.ts';

export interface TailByCategory {
  /** SingleArenaBufferAllocator, GreedyMemoryPlanner, MicroAllocator. */
  readonly allocatorObjects: number;
  /** MicroBuiltinDataAllocator, SubgraphAllocations. */
  readonly startObjects: number;
  readonly evalTensors: number;
  readonly nodesAndRegistrations: number;
  readonly builtinParameters: number;
  readonly opDataInit: number;
  readonly opDataPrepare: number;
  readonly scratchHandles: number;
  readonly variables: number;
  /** TfLiteTensors of the graph's inputs and outputs with their quantization. */
  readonly ioTensors: number;
}

export interface Tail {
  readonly bytes: number;
  readonly byCategory: TailByCategory;
  readonly scratch: readonly ScratchRequest[];
  /** Tail before the planner runs. */
  readonly bytesAtPlanning: number;
  /** The smallest arena in which every Prepare finds room for its temporary tensors. */
  readonly prepareBytes: number;
}

// sizeof on 32-bit Arm, measured in the runtime: create, start and planning allocations of RecordingMicroAllocator.
const SINGLE_ARENA_BUFFER_ALLOCATOR = 36;
const GREEDY_MEMORY_PLANNER = 44;
const MICRO_ALLOCATOR = 36;
const MICRO_BUILTIN_DATA_ALLOCATOR = 8;
const SUBGRAPH_ALLOCATIONS = 8;
const EVAL_TENSOR = 12;
const NODE_AND_REGISTRATION = 32;
const SCRATCH_BUFFER_HANDLE = 4;
const TENSOR = 32;
const AFFINE_QUANTIZATION = 12;
const POINTER = 4;
/** internal::ScratchBufferRequest; micro_allocator.cc kMaxScratchBuffersPerOp of them are kept free in the head. */
const SCRATCH_BUFFER_REQUEST = 12;
const MOST_SCRATCH_PER_OPERATOR = 12;
/** What a signed 32-bit size holds. */
const MOST_BYTES = 2 ** 31 - 1;
/** micro_arena_constants.h MicroArenaBufferAlignment */
export const ARENA_ALIGNMENT = 16;

export function roundUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** Bytes of the head while operators prepare: the scratch requests so far and room for the next operator's. */
export function requestBytes(scratchCount: number): number {
  return SCRATCH_BUFFER_REQUEST * (scratchCount + MOST_SCRATCH_PER_OPERATOR);
}

/** Inside an `attempt`. */
export function layOutTail(model: Model, profile: Profile): Tail {
  const categories = {
    allocatorObjects: 0,
    startObjects: 0,
    evalTensors: 0,
    nodesAndRegistrations: 0,
    builtinParameters: 0,
    opDataInit: 0,
    opDataPrepare: 0,
    scratchHandles: 0,
    variables: 0,
    ioTensors: 0,
  };
  let bytes = 0;
  // SingleArenaBufferAllocator::AllocatePersistentBuffer aligns downwards from the arena's end, which is aligned itself.
  const allocate = (category: keyof TailByCategory, requested: number, alignment: number) => {
    const before = bytes;
    bytes = roundUp(bytes + requested, alignment);
    categories[category] += bytes - before;
  };

  allocate('allocatorObjects', SINGLE_ARENA_BUFFER_ALLOCATOR, 4);
  allocate('allocatorObjects', GREEDY_MEMORY_PLANNER, 4);
  allocate('allocatorObjects', MICRO_ALLOCATOR, 4);
  allocate('startObjects', MICRO_BUILTIN_DATA_ALLOCATOR, 4);
  allocate('startObjects', SUBGRAPH_ALLOCATIONS * model.subgraphs.length, 4);
  for (const { tensors } of model.subgraphs) allocate('evalTensors', EVAL_TENSOR * tensors.length, 4);
  for (const { operators } of model.subgraphs) {
    allocate('nodesAndRegistrations', NODE_AND_REGISTRATION * operators.length, 4);
  }

  const nodes = model.subgraphs.flatMap((graph, subgraph) => nodesOf(model, graph, subgraph));
  for (const { footprint } of nodes) {
    if (footprint.parameters) {
      allocate('builtinParameters', footprint.parameters.bytes, footprint.parameters.alignment);
    }
  }
  for (const { footprint, node, operator } of nodes) {
    if (footprint.opDataBytes) allocate('opDataInit', footprint.opDataBytes[profile.library], ARENA_ALIGNMENT);
    for (const more of footprint.moreInitBytes?.(node) ?? []) {
      checkBytes(more, operator, node);
      allocate('opDataInit', more, ARENA_ALIGNMENT);
    }
  }

  const scratch: ScratchRequest[] = [];
  let prepareBytes = bytes + requestBytes(0);
  for (const { footprint, node, subgraph, operator } of nodes) {
    const head = requestBytes(scratch.length);
    let temporary = 0;
    // Bytes at the end of the temporary memory that nothing reads again.
    let spent = 0;
    for (const request of footprint.prepare?.(node, profile) ?? []) {
      if (request.kind !== 'temporary') checkBytes(request.bytes, operator, node);
      if (request.kind === 'scratch') {
        scratch.push({ subgraph, operator, bytes: request.bytes });
        continue;
      }
      if (request.kind === 'temporary') {
        temporary += TENSOR + quantizationBytes(request.tensor);
        spent = unreadBytes(request.tensor);
        prepareBytes = Math.max(prepareBytes, head + temporary + bytes);
      } else {
        allocate('opDataPrepare', request.bytes, ARENA_ALIGNMENT);
        // AllocatePersistentBuffer compares with the head only: in an arena that is too small the tail grows over temporary tensors,
        // which goes well as long as it reaches no more than `spent`.
        prepareBytes = Math.max(prepareBytes, head + Math.max(temporary - spent, 0) + bytes);
      }
    }
    prepareBytes = Math.max(prepareBytes, requestBytes(scratch.length) + bytes);
  }

  if (scratch.length > 0) allocate('scratchHandles', SCRATCH_BUFFER_HANDLE * scratch.length, 4);
  const offsets = offlinePlan(model);
  for (const graph of model.subgraphs) {
    graph.tensors.forEach((tensor, index) => {
      // MicroAllocator::AllocateVariables leaves out what the offline plan places.
      if (!tensor.isVariable || offsets?.[index] !== undefined) return;
      allocate('variables', tensorBytes(tensor), ARENA_ALIGNMENT);
    });
  }
  const bytesAtPlanning = bytes;
  prepareBytes = Math.max(prepareBytes, requestBytes(scratch.length) + bytes);

  const [main] = model.subgraphs;
  for (const indices of [main.inputs, main.outputs]) {
    allocate('ioTensors', POINTER * indices.length, ARENA_ALIGNMENT);
    for (const index of indices) {
      allocate('ioTensors', TENSOR, 4);
      allocate('ioTensors', quantizationBytes(main.tensors[index]), 4);
    }
  }
  return { bytes, byCategory: categories, scratch, bytesAtPlanning, prepareBytes };
}

/** What the profile's kernels refuse although TFLM's reference kernels run it: code `micro/refused`. Inside an `attempt`. */
export function refusalsOf(model: Model, profile: Profile): Problem[] {
  return model.subgraphs.flatMap((graph, subgraph) =>
    nodesOf(model, graph, subgraph).flatMap(({ footprint, node, operator }): Problem[] => {
      const reason = footprint.refusal?.(node, profile);
      if (reason === undefined) return [];
      const where = subgraph === 0 ? '' : ` of subgraph ${subgraph}`;
      return [{ code: 'micro/refused', message: `operator ${operator}${where} (${node.operator.code}): ${reason}` }];
    }),
  );
}

function checkBytes(bytes: number, index: number, { operator }: Node): void {
  if (bytes >= 0 && bytes <= MOST_BYTES) return;
  reject('micro/options', `operator ${index} (${operator.code}) has shapes or options that don't make sense`);
}

interface Place {
  readonly footprint: Footprint;
  readonly node: Node;
  readonly subgraph: number;
  readonly operator: number;
}

function nodesOf(model: Model, graph: Subgraph, subgraph: number): Place[] {
  const constants = new Set(graph.tensors.filter((tensor) => model.buffers[tensor.buffer].length > 0));
  return graph.operators.map((operator, index): Place => {
    const { code, customCode = '' } = operator;
    const footprint = code === 'CUSTOM' ? CUSTOM_FOOTPRINTS.get(customCode) : FOOTPRINTS[code];
    if (!footprint) {
      const name = operator.customCode ? `${operator.code} ${operator.customCode}` : operator.code;
      const where = subgraph === 0 ? '' : ` of subgraph ${subgraph}`;
      reject('micro/operator', `operator ${index}${where} is ${name}, whose memory use kd-gate doesn't know`);
    }
    const node: Node = {
      operator,
      inputs: operator.inputs.map((i) => graph.tensors[i]),
      outputs: operator.outputs.map((i) => graph.tensors[i]),
      isConstant: (tensor) => tensor !== undefined && constants.has(tensor),
    };
    return { footprint, node, subgraph, operator: index };
  });
}

/** TfLiteAffineQuantization and its list of zero points, one per scale; micro_allocator.cc InitializeTfLiteTensorFromFlatbuffer. */
function quantizationBytes({ quantization }: Tensor): number {
  if (!quantization || quantization.scales.length === 0 || quantization.zeroPoints.length === 0) return 0;
  return AFFINE_QUANTIZATION + 4 + 4 * quantization.scales.length;
}

/** The last field of TfLiteAffineQuantization (quantized_dimension) and the zero points: kernels read neither of the last temporary
 * tensor after their persistent allocations, and DeallocateTempTfLiteTensor needs neither. */
function unreadBytes(tensor: Tensor): number {
  const bytes = quantizationBytes(tensor);
  return bytes === 0 ? 0 : bytes - AFFINE_QUANTIZATION + 4;
}
