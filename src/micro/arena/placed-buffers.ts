// The buffers that the planner has placed, by offset, in blocks that are passed at once where no gap in them can do.
import type { PlannerBuffer } from './greedy.ts';

/** As lists of numbers, in rising order of offsets, and what holds for all of them. */
interface Block {
  readonly offsets: number[];
  readonly ends: number[];
  readonly firstUses: number[];
  readonly lastUses: number[];
  /** Of all lifetimes: what they touch, from `earliest` to `latest`, and what they share, from `from` to `to`. */
  earliest: number;
  latest: number;
  from: number;
  to: number;
  /** The greatest gap between one buffer and those before it. */
  gap: number;
  end: number;
}

export interface PlacedBuffers {
  /** The end of the buffer, or the beginning of the head, with the lowest gap behind it that holds the wanted one. */
  lowestGap(wanted: PlannerBuffer): number;
  add(buffer: PlannerBuffer, offset: number): void;
}

const MOST_IN_BLOCK = 128;

export function placedBuffers(): PlacedBuffers {
  const blocks: Block[] = [];
  return {
    lowestGap(wanted) {
      let candidate = 0;
      for (const block of blocks) {
        if (block.earliest > wanted.lastUse || wanted.firstUse > block.latest) continue;
        const allMeet = block.from <= wanted.lastUse && wanted.firstUse <= block.to;
        const [offset] = block.offsets;
        if (allMeet && block.gap < wanted.bytes && offset - candidate < wanted.bytes) {
          candidate = Math.max(candidate, block.end);
          continue;
        }
        const { offsets, ends, firstUses, lastUses } = block;
        for (let i = 0; i < offsets.length; i++) {
          if (firstUses[i] > wanted.lastUse || wanted.firstUse > lastUses[i]) continue;
          if (offsets[i] - candidate >= wanted.bytes) return candidate;
          if (ends[i] > candidate) candidate = ends[i];
        }
      }
      return candidate;
    },
    add({ bytes, firstUse, lastUse }, offset) {
      if (blocks.length === 0) blocks.push(blockOf([], [], [], []));
      const at = Math.max(firstAbove(blocks.length, (i) => blocks[i].offsets[0], offset) - 1, 0);
      const block = blocks[at];
      const i = firstAbove(block.offsets.length, (k) => block.offsets[k], offset);
      block.offsets.splice(i, 0, offset);
      block.ends.splice(i, 0, offset + bytes);
      block.firstUses.splice(i, 0, firstUse);
      block.lastUses.splice(i, 0, lastUse);
      if (block.offsets.length > MOST_IN_BLOCK) blocks.splice(at, 1, ...halvesOf(block));
      else summarize(block);
    },
  };
}

function blockOf(offsets: number[], ends: number[], firstUses: number[], lastUses: number[]): Block {
  const block = { offsets, ends, firstUses, lastUses, earliest: 0, latest: 0, from: 0, to: 0, gap: 0, end: 0 };
  summarize(block);
  return block;
}

function halvesOf({ offsets, ends, firstUses, lastUses }: Block): Block[] {
  const half = offsets.length >> 1;
  return [
    blockOf(offsets.slice(0, half), ends.slice(0, half), firstUses.slice(0, half), lastUses.slice(0, half)),
    blockOf(offsets.slice(half), ends.slice(half), firstUses.slice(half), lastUses.slice(half)),
  ];
}

function summarize(block: Block): void {
  const { offsets, ends, firstUses, lastUses } = block;
  let [earliest, latest, gap] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let [from, to, end] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < offsets.length; i++) {
    earliest = Math.min(earliest, firstUses[i]);
    latest = Math.max(latest, lastUses[i]);
    from = Math.max(from, firstUses[i]);
    to = Math.min(to, lastUses[i]);
    if (i > 0) gap = Math.max(gap, offsets[i] - end);
    end = Math.max(end, ends[i]);
  }
  block.earliest = earliest;
  block.latest = latest;
  block.from = from;
  block.to = to;
  block.gap = gap;
  block.end = end;
}

/** The first index, of `count` in rising order, whose value is greater. */
function firstAbove(count: number, valueAt: (index: number) => number, value: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
