// TFLM's default planner: places buffers with lifetimes into the head, largest first, each into the lowest gap that
// holds it. tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc
import { placedBuffers } from './placed-buffers.ts';

export interface PlannerBuffer {
  /** Already rounded up to ARENA_ALIGNMENT. */
  readonly bytes: number;
  /** First and last allocation scope, both included, as in lifetimes.ts. */
  readonly firstUse: number;
  readonly lastUse: number;
  /** Bytes from the start of the head, from the model's offline plan; undefined where the planner decides. */
  readonly fixedOffset?: number;
}

export interface Plan {
  /** Bytes from the start of the head, of every buffer in the order given. */
  readonly offsets: readonly number[];
  /** Where the last buffer ends; 0 without buffers. */
  readonly headBytes: number;
}

/**
 * GreedyMemoryPlanner::CalculateOffsetsIfNeeded. Buffers whose lifetimes meet share no byte, but where fixed offsets
 * say so, as in TFLM. Never fails. TFLM looks at all placed buffers for each; `placedBuffers` finds the same gap
 * and passes most of them in blocks.
 */
export function planGreedily(buffers: readonly PlannerBuffer[]): Plan {
  const offsets = new Array<number>(buffers.length);
  const ids = buffers.map((_, id) => id);
  const fixed = ids.filter((id) => buffers[id].fixedOffset !== undefined);
  // TFLM fills its list from the tail, so among equals the buffer added last goes first.
  const free = ids
    .filter((id) => buffers[id].fixedOffset === undefined)
    .sort((a, b) => buffers[b].bytes - buffers[a].bytes || b - a);
  const placed = placedBuffers();
  for (const id of [...fixed, ...free]) {
    offsets[id] = buffers[id].fixedOffset ?? placed.lowestGap(buffers[id]);
    placed.add(buffers[id], offsets[id]);
  }
  const headBytes = ids.reduce((most, id) => Math.max(most, offsets[id] + buffers[id].bytes), 0);
  return { offsets, headBytes };
}
