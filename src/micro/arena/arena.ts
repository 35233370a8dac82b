// TFLM's arena to the byte: what arena_used_bytes() returns, and the smallest arena that AllocateTensors() needs.
import { attempt, type Outcome, type Problem, reject } from '../../base/problem.ts';
import type { Model } from '../../tflite/model.ts';
import { describeOperator } from '../place.ts';
import type { Profile } from '../profile.ts';
import type { ResolvedModel } from '../resolve.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import { type PlannerBuffer, planGreedily } from './greedy.ts';
import { type Lifetime, lifetimesOf } from './lifetimes.ts';
import { offlinePlan } from './offline.ts';
import { ARENA_ALIGNMENT, layOutTail, requestBytes, roundUp, type Tail, type TailByCategory } from './tail.ts';

/** What the profile's kernel library refuses although the model runs on TFLM's reference kernels; empty for most. */
export function measureRefusals({ operators }: ResolvedModel, profile: Profile): readonly Problem[] {
  return operators.flat().flatMap((operator): Problem[] => {
    const reason = operator.row.footprint.refusal?.(operator.node, profile);
    if (reason === undefined) return [];
    return [{ code: 'micro/refused', message: `${describeOperator(operator)}: ${reason}` }];
  });
}

/** A buffer in the head. `index` is the tensor's, or for scratch buffers the operator's. */
export interface PlannedBuffer {
  readonly kind: 'tensor' | 'scratch';
  readonly subgraph: number;
  readonly index: number;
  readonly offset: number;
  readonly bytes: number;
  /** 0 is the start of the graph, i + 1 operator i of a model without control flow. */
  readonly firstUse: number;
  readonly lastUse: number;
}

export interface Arena {
  readonly arenaUsedBytes: number;
  /** A multiple of 16; larger than `arenaUsedBytes` where the way there takes more room than the result. */
  readonly arenaMinBytes: number;
  readonly headBytes: number;
  readonly tailBytes: number;
  readonly tailByCategory: TailByCategory;
  readonly planned: readonly PlannedBuffer[];
  /** The operator of the main graph during which most bytes of the head are in use; -1 in a graph without operators. */
  readonly peak: { readonly operatorIndex: number; readonly liveBuffers: readonly PlannedBuffer[] };
}

/** sizeof(AllocationInfo), and bytes per buffer in GreedyMemoryPlanner (per_buffer_size()), on 32-bit Arm. */
const ALLOCATION_INFO = 24;
const PLANNER_BYTES_PER_BUFFER = 40;
const SIZE_T = 4;
/** The planner's time grows with the square of the buffers; 20,000 tensors would take 240 KB of tail for their
 * descriptions alone. */
const MOST = 20_000;

/** For an arena that starts and ends at a multiple of 16. Problems have the codes `micro/...`. */
export function measureArena(resolved: ResolvedModel, profile: Profile): Outcome<Arena> {
  return attempt(() => {
    const { model } = resolved;
    checkSize(model);
    const tail = layOutTail(resolved, profile);
    const { tensors, scratch, scopes } = lifetimesOf(resolved, tail.scratch);
    const buffers = [...tensorBuffers(model, tensors), ...scratchBuffers(tail, scratch)];
    const { offsets, headBytes } = planGreedily(
      buffers.map((buffer): PlannerBuffer => ({ ...buffer, bytes: roundUp(buffer.bytes, ARENA_ALIGNMENT) })),
    );
    const planned = buffers.map(
      ({ fixedOffset: _, ...buffer }, i): PlannedBuffer => ({ ...buffer, offset: offsets[i] }),
    );
    return {
      arenaUsedBytes: headBytes + tail.bytes,
      arenaMinBytes: roundUp(
        Math.max(headBytes + tail.bytes, planningBytes(model, tail, buffers.length), tail.prepareBytes),
        ARENA_ALIGNMENT,
      ),
      headBytes,
      tailBytes: tail.bytes,
      tailByCategory: tail.byCategory,
      planned,
      peak: peakOf(planned, scopes),
    };
  });
}

function peakOf(planned: readonly PlannedBuffer[], scopes: readonly number[]): Arena['peak'] {
  const live = scopes.map((scope) => planned.filter((b) => b.firstUse <= scope && scope <= b.lastUse));
  const sums = live.map((buffers) => buffers.reduce((sum, { bytes }) => sum + bytes, 0));
  const operatorIndex = sums.indexOf(sums.reduce((most, sum) => Math.max(most, sum), 0));
  return { operatorIndex, liveBuffers: live[operatorIndex] ?? [] };
}

function checkSize(model: Model): void {
  for (const list of ['operators', 'tensors'] as const) {
    const count = model.subgraphs.reduce((sum, graph) => sum + graph[list].length, 0);
    if (count > MOST)
      reject('micro/size', `the model has ${count} ${list}; kd-gate measures models with at most ${MOST}`);
  }
}

type UnplacedBuffer = Omit<PlannedBuffer, 'offset'> & { readonly fixedOffset?: number };

/** Tensors that live in the head; AllocationInfoBuilder::InitializeAllocationInfo. */
function tensorBuffers(model: Model, lifetimes: readonly (readonly Lifetime[])[]): UnplacedBuffer[] {
  const fixed = offlinePlan(model);
  return model.subgraphs.flatMap((graph, subgraph) =>
    graph.tensors.flatMap((tensor, index): UnplacedBuffer[] => {
      const bytes = tensorBytes(tensor);
      if (tensor.isVariable || bytes === 0 || model.buffers[tensor.buffer].length > 0) return [];
      // TFLM looks the offset up by the index inside the subgraph, whichever subgraph it is.
      return [{ kind: 'tensor', subgraph, index, bytes, ...lifetimes[subgraph][index], fixedOffset: fixed?.[index] }];
    }),
  );
}

function scratchBuffers({ scratch }: Tail, lifetimes: readonly Lifetime[]): UnplacedBuffer[] {
  return scratch.map(({ subgraph, operator, bytes }, i) => ({
    kind: 'scratch',
    subgraph,
    index: operator,
    bytes,
    ...lifetimes[i],
  }));
}

/** Room that the planner needs beside the tail; MicroAllocator::CommitStaticMemoryPlan. */
function planningBytes(model: Model, { scratch, bytesAtPlanning }: Tail, bufferCount: number): number {
  const tensorCount = model.subgraphs.reduce((sum, { tensors }) => sum + tensors.length, 0);
  const temporary =
    requestBytes(scratch.length) + SIZE_T * model.subgraphs.length + ALLOCATION_INFO * (tensorCount + scratch.length);
  return (
    roundUp(temporary, ARENA_ALIGNMENT) +
    PLANNER_BYTES_PER_BUFFER * bufferCount +
    roundUp(bytesAtPlanning, ARENA_ALIGNMENT)
  );
}
