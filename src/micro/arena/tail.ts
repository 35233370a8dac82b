// The tail of TFLM's arena: what AllocateTensors() keeps there, in its order, and how much room it takes on the way.
// Sizes are those of a 32-bit build.
// tensorflow/lite/micro/micro_allocator.cc, micro_interpreter.cc, arena_allocator/single_arena_buffer_allocator.cc
import { reject } from '../../base/problem.ts';
import type { Model, Tensor } from '../../tflite/model.ts';
import { opDataBytesOn, parametersOn } from '../footprints/footprint.ts';
import { describeOperator } from '../place.ts';
import type { Profile } from '../profile.ts';
import type { ResolvedModel, ResolvedOperator } from '../resolve.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import { type Variables, variablesOf } from '../variables.ts';
import type { ScratchRequest } from './lifetimes.ts';
import { offlinePlan } from './offline.ts';

export interface TailByCategory {
  /** SingleArenaBufferAllocator, GreedyMemoryPlanner, MicroAllocator. */
  readonly allocatorObjects: number;
  /** MicroResourceVariables, as firmware makes them in the same arena, and the bytes of each variable. */
  readonly resourceVariables: number;
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
/** MicroResourceVariables, and MicroResourceVariables::MicroResourceVariable (micro_resource_variable.h). */
const MICRO_RESOURCE_VARIABLES = 12;
const MICRO_RESOURCE_VARIABLE = 20;
const MICRO_BUILTIN_DATA_ALLOCATOR = 8;
const SUBGRAPH_ALLOCATIONS = 8;
const EVAL_TENSOR = 12;
const NODE_AND_REGISTRATION = 32;
const SCRATCH_BUFFER_HANDLE = 4;
/** TfLiteTensor has three enums. */
const TENSOR = { short: 32, int: 40 };
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

/** The tail as it grows. */
interface Tally {
  readonly bytes: () => number;
  readonly byCategory: TailByCategory;
  allocate(category: keyof TailByCategory, bytes: number, alignment: number): void;
}

function startTally(): Tally {
  const byCategory = {
    allocatorObjects: 0,
    resourceVariables: 0,
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
  return {
    bytes: () => bytes,
    byCategory,
    // SingleArenaBufferAllocator::AllocatePersistentBuffer aligns downwards from the end, which is aligned itself.
    allocate(category, requested, alignment) {
      const before = bytes;
      bytes = roundUp(bytes + requested, alignment);
      byCategory[category] += bytes - before;
    },
  };
}

/** The phases of MicroInterpreter::AllocateTensors in their order. Inside an `attempt`. */
export function layOutTail(resolved: ResolvedModel, profile: Profile, variableTable: boolean): Tail {
  const { model, operators: bySubgraph } = resolved;
  const tally = startTally();
  const operators = bySubgraph.flat();
  const variables = variablesOf(resolved);
  createAllocator(variableTable ? variables.count : 0, tally);
  startModel(model, tally);
  initOperators(operators, profile, tally);
  const { scratch, roomBytes } = prepareOperators(operators, profile, variables, tally);
  allocateVariables(model, scratch.length, tally);
  const bytesAtPlanning = tally.bytes();
  const prepareBytes = Math.max(roomBytes, requestBytes(scratch.length) + bytesAtPlanning);
  allocateInputsAndOutputs(model, TENSOR[profile.enums], tally);
  return { bytes: tally.bytes(), byCategory: tally.byCategory, scratch, bytesAtPlanning, prepareBytes };
}

/** MicroAllocator::Create, and MicroResourceVariables::Create with as many as the model needs. */
function createAllocator(variables: number, { allocate }: Tally): void {
  allocate('allocatorObjects', SINGLE_ARENA_BUFFER_ALLOCATOR, 4);
  allocate('allocatorObjects', GREEDY_MEMORY_PLANNER, 4);
  allocate('allocatorObjects', MICRO_ALLOCATOR, 4);
  if (variables === 0) return;
  allocate('resourceVariables', MICRO_RESOURCE_VARIABLES, ARENA_ALIGNMENT);
  allocate('resourceVariables', MICRO_RESOURCE_VARIABLE * variables, ARENA_ALIGNMENT);
}

/** MicroAllocator::StartModelAllocation: a part for every tensor and operator. */
function startModel({ subgraphs }: Model, { allocate }: Tally): void {
  allocate('startObjects', MICRO_BUILTIN_DATA_ALLOCATOR, 4);
  allocate('startObjects', SUBGRAPH_ALLOCATIONS * subgraphs.length, 4);
  for (const { tensors } of subgraphs) allocate('evalTensors', EVAL_TENSOR * tensors.length, 4);
  for (const { operators } of subgraphs) {
    allocate('nodesAndRegistrations', NODE_AND_REGISTRATION * operators.length, 4);
  }
}

/** MicroInterpreter::PrepareNodeAndRegistrationDataFromFlatbuffer and MicroInterpreterGraph::InitSubgraphs. */
function initOperators(operators: readonly ResolvedOperator[], profile: Profile, { allocate }: Tally): void {
  for (const { parameters } of operators.map(({ row }) => row.footprint)) {
    if (!parameters) continue;
    const { bytes, alignment } = parametersOn(parameters, profile);
    allocate('builtinParameters', bytes, alignment);
  }
  for (const operator of operators) {
    const { opDataBytes, moreInitBytes } = operator.row.footprint;
    if (opDataBytes) allocate('opDataInit', opDataBytesOn(opDataBytes, profile), ARENA_ALIGNMENT);
    for (const more of moreInitBytes?.(operator.node) ?? []) {
      checkBytes(more, operator);
      allocate('opDataInit', more, ARENA_ALIGNMENT);
    }
  }
}

interface Preparations {
  readonly scratch: readonly ScratchRequest[];
  /** The most that head, temporary memory and tail took together on the way. */
  readonly roomBytes: number;
}

/** MicroInterpreterGraph::PrepareSubgraphs */
function prepareOperators(
  operators: readonly ResolvedOperator[],
  profile: Profile,
  variables: Variables,
  tally: Tally,
): Preparations {
  const scratch: ScratchRequest[] = [];
  const assigned = new Set<string>();
  let roomBytes = tally.bytes() + requestBytes(0);
  const reach = (headBytes: number, temporaryBytes: number) => {
    roomBytes = Math.max(roomBytes, headBytes + temporaryBytes + tally.bytes());
  };
  for (const operator of operators) {
    const { row, node, subgraph, index } = operator;
    const head = requestBytes(scratch.length);
    let temporary = 0;
    // Bytes at the end of the temporary memory that nothing reads again.
    let spent = 0;
    for (const request of row.footprint.prepare?.(node, profile) ?? []) {
      if (request.kind === 'temporary') {
        temporary += TENSOR[profile.enums] + quantizationBytes(request.tensor);
        spent = unreadBytes(request.tensor);
        reach(head, temporary);
        continue;
      }
      checkBytes(request.bytes, operator);
      if (request.kind === 'scratch') {
        scratch.push({ subgraph, operator: index, bytes: request.bytes });
        continue;
      }
      if (request.kind === 'variable') {
        // A handle from another subgraph names nothing yet.
        const variable = variables.byHandle.get(request.handle);
        if (variable === undefined || assigned.has(variable)) continue;
        assigned.add(variable);
      }
      const category = request.kind === 'variable' ? 'resourceVariables' : 'opDataPrepare';
      tally.allocate(category, request.bytes, ARENA_ALIGNMENT);
      // AllocatePersistentBuffer compares with the head only: in an arena that is too small the tail grows over
      // temporary tensors, which goes well as long as it reaches no more than `spent`.
      reach(head, Math.max(temporary - spent, 0));
    }
    reach(requestBytes(scratch.length), 0);
  }
  return { scratch, roomBytes };
}

/** MicroAllocator::FinishModelAllocation: handles of the scratch buffers, and AllocateVariables. */
function allocateVariables(model: Model, scratchCount: number, { allocate }: Tally): void {
  if (scratchCount > 0) allocate('scratchHandles', SCRATCH_BUFFER_HANDLE * scratchCount, 4);
  const offsets = offlinePlan(model);
  for (const graph of model.subgraphs) {
    graph.tensors.forEach((tensor, index) => {
      // AllocateVariables leaves out what the offline plan places.
      if (!tensor.isVariable || offsets?.[index] !== undefined) return;
      allocate('variables', tensorBytes(tensor), ARENA_ALIGNMENT);
    });
  }
}

/** MicroAllocator::AllocatePersistentTfLiteTensor for each input and output of the main graph. */
function allocateInputsAndOutputs({ subgraphs: [main] }: Model, tensorStruct: number, { allocate }: Tally): void {
  for (const indices of [main.inputs, main.outputs]) {
    allocate('ioTensors', POINTER * indices.length, ARENA_ALIGNMENT);
    for (const index of indices) {
      allocate('ioTensors', tensorStruct, 4);
      allocate('ioTensors', quantizationBytes(main.tensors[index]), 4);
    }
  }
}

function checkBytes(bytes: number, operator: ResolvedOperator): void {
  if (bytes >= 0 && bytes <= MOST_BYTES) return;
  reject('micro/options', `${describeOperator(operator)} has shapes or options that don't make sense`);
}

/** TfLiteAffineQuantization and its list of zero points, one per scale; micro_allocator.cc
 * InitializeTfLiteTensorFromFlatbuffer. */
function quantizationBytes({ quantization }: Tensor): number {
  if (!quantization || quantization.scales.length === 0 || quantization.zeroPoints.length === 0) return 0;
  return AFFINE_QUANTIZATION + 4 + 4 * quantization.scales.length;
}

/** The last field of TfLiteAffineQuantization (quantized_dimension) and the zero points: kernels read neither of the
 * last temporary tensor after their persistent allocations, and DeallocateTempTfLiteTensor needs neither. */
function unreadBytes(tensor: Tensor): number {
  const bytes = quantizationBytes(tensor);
  return bytes === 0 ? 0 : bytes - AFFINE_QUANTIZATION + 4;
}
