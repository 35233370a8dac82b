// TFLM's default planner: places buffers with lifetimes into the head, largest first, each into the lowest gap that
// holds it. tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc

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
 * say so, as in TFLM. Never fails; its time grows with the square of the buffers.
 */
export function planGreedily(buffers: readonly PlannerBuffer[]): Plan {
  const offsets = new Array<number>(buffers.length);
  const ids = buffers.map((_, id) => id);
  const fixed = ids.filter((id) => buffers[id].fixedOffset !== undefined);
  // TFLM fills its list from the tail, so among equals the buffer added last goes first.
  const free = ids
    .filter((id) => buffers[id].fixedOffset === undefined)
    .sort((a, b) => buffers[b].bytes - buffers[a].bytes || b - a);
  const placed: number[] = [];
  for (const id of [...fixed, ...free]) {
    const offset = buffers[id].fixedOffset ?? lowestGap(buffers[id], placed, buffers, offsets);
    offsets[id] = offset;
    // Behind all entries at the same offset; the order of these decides later gaps.
    placed.splice(insertionIndex(placed, offsets, offset), 0, id);
  }
  const headBytes = ids.reduce((most, id) => Math.max(most, offsets[id] + buffers[id].bytes), 0);
  return { offsets, headBytes };
}

function lowestGap(
  wanted: PlannerBuffer,
  placed: readonly number[],
  buffers: readonly PlannerBuffer[],
  offsets: readonly number[],
): number {
  let candidate = 0;
  for (const id of placed) {
    const { bytes, firstUse, lastUse } = buffers[id];
    if (firstUse > wanted.lastUse || wanted.firstUse > lastUse) continue;
    if (offsets[id] - candidate >= wanted.bytes) return candidate;
    candidate = Math.max(candidate, offsets[id] + bytes);
  }
  return candidate;
}

function insertionIndex(placed: readonly number[], offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[placed[middle]] > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
