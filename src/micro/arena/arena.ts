// TFLM's arena to the byte: what arena_used_bytes() returns, and the smallest arena that AllocateTensors() needs.
import { attempt, type Outcome, type Problem, reject } from '../../base/problem.ts';
import type { Model } from '../../tflite/model.ts';
import type { Footprint } from '../footprints/footprint.ts';
import type { OperatorNode } from '../op.ts';
import { listed, type OperatorProblem } from '../operator-problems.ts';
import type { Profile } from '../profile.ts';
import type { ResolvedModel } from '../resolve.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import { variablesOf } from '../variables.ts';
import { type PlannerBuffer, planGreedily } from './greedy.ts';
import { type Lifetime, lifetimesOf } from './lifetimes.ts';
import { offlinePlan } from './offline.ts';
import { ARENA_ALIGNMENT, layOutTail, requestBytes, roundUp, type Tail, type TailByCategory } from './tail.ts';

/** What the profile's kernel library refuses, or gets wrong, although the model runs on TFLM's reference kernels; empty
 * for most. */
export function measureRefusals({ operators }: ResolvedModel, profile: Profile): readonly Problem[] {
  return told(operators, ({ refusal }, node) => refusal?.(node, profile));
}

/** Where the model can answer otherwise with the profile's kernel library than on TFLM's reference kernels, and why. */
export function warningsOn({ operators }: ResolvedModel, profile: Profile): readonly string[] {
  return told(operators, ({ warning }, node) => warning?.(node, profile)).map(({ message }) => message);
}

function told(
  operators: ResolvedModel['operators'],
  about: (footprint: Footprint, node: OperatorNode) => string | undefined,
): readonly Problem[] {
  return listed(
    operators.flat().flatMap((operator): OperatorProblem[] => {
      const message = about(operator.row.footprint, operator.node);
      return message === undefined ? [] : [{ operator, code: 'micro/refused', message }];
    }),
  );
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
  /** The allocation scope of each operator of the main graph. */
  readonly scopes: readonly number[];
  /** The operator of the main graph during which most bytes of the head are in use; -1 in a graph without operators. */
  readonly peak: { readonly operatorIndex: number; readonly liveBuffers: readonly PlannedBuffer[] };
}

/** sizeof(AllocationInfo), and bytes per buffer in GreedyMemoryPlanner (per_buffer_size()), on 32-bit Arm. */
const ALLOCATION_INFO = 24;
const PLANNER_BYTES_PER_BUFFER = 40;
const SIZE_T = 4;
/** 20,000 tensors take 240 KB of tail for their descriptions alone. */
const MOST = 20_000;

export interface ArenaOptions {
  /** Whether the table of MicroResourceVariables lies in it; firmware may make that in another arena. */
  readonly variableTable?: boolean;
}

/** For an arena that starts and ends at a multiple of 16. Problems have the codes `micro/...`. */
export function measureArena(
  resolved: ResolvedModel,
  profile: Profile,
  { variableTable = true }: ArenaOptions = {},
): Outcome<Arena> {
  return attempt(() => {
    const { model } = resolved;
    checkSize(model);
    const tail = layOutTail(resolved, profile, variableTable);
    const { tensors, scratch, scopes } = lifetimesOf(resolved, tail.scratch);
    const buffers = [...tensorBuffers(resolved, tensors), ...scratchBuffers(tail, scratch)];
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
      scopes,
      peak: peakOf(planned, scopes),
    };
  });
}

function peakOf(planned: readonly PlannedBuffer[], scopes: readonly number[]): Arena['peak'] {
  // Bytes that begin or end to live with a scope; their running total is what lives.
  const changes = new Float64Array((scopes.at(-1) ?? 0) + 2);
  for (const { bytes, firstUse, lastUse } of planned) {
    changes[Math.max(firstUse, 0)] += bytes;
    if (lastUse + 1 < changes.length) changes[lastUse + 1] -= bytes;
  }
  for (let scope = 1; scope < changes.length; scope++) changes[scope] += changes[scope - 1];
  const sums = scopes.map((scope) => changes[scope]);
  const operatorIndex = sums.indexOf(sums.reduce((most, sum) => Math.max(most, sum), 0));
  const peak = scopes[operatorIndex];
  return { operatorIndex, liveBuffers: planned.filter((b) => b.firstUse <= peak && peak <= b.lastUse) };
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
function tensorBuffers(resolved: ResolvedModel, lifetimes: readonly (readonly Lifetime[])[]): UnplacedBuffer[] {
  const { model } = resolved;
  const fixed = offlinePlan(model);
  // VAR_HANDLE's Prepare lets its output point into its own op data.
  const { byHandle } = variablesOf(resolved);
  return model.subgraphs.flatMap((graph, subgraph) =>
    graph.tensors.flatMap((tensor, index): UnplacedBuffer[] => {
      const bytes = tensorBytes(tensor);
      const hasData = model.buffers[tensor.buffer].length > 0 || byHandle.has(tensor);
      if (tensor.isVariable || bytes === 0 || hasData) return [];
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
