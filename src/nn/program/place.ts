// Lifetimes to offsets: regions of one routine share memory when they are never alive together.

export interface RegionLifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A cache line, so that no two regions share one. */
const ALIGNMENT = 64;

export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Largest first, each at the lowest offset where nothing else is alive. */
export function place(regions: readonly RegionLifetime[]): {
  readonly offsets: readonly number[];
  readonly bytes: number;
} {
  const offsets = new Array<number>(regions.length);
  const order = regions.map((_, id) => id).sort((a, b) => regions[b].bytes - regions[a].bytes || a - b);
  const placed: number[] = [];
  let bytes = 0;
  for (const id of order) {
    const { first, last } = regions[id];
    let offset = 0;
    for (const other of placed) {
      if (regions[other].first > last || first > regions[other].last) continue;
      if (offsets[other] - offset >= aligned(regions[id].bytes)) break;
      offset = Math.max(offset, offsets[other] + aligned(regions[other].bytes));
    }
    offsets[id] = offset;
    bytes = Math.max(bytes, offset + aligned(regions[id].bytes));
    placed.push(id);
    placed.sort((a, b) => offsets[a] - offsets[b]);
  }
  return { offsets, bytes };
}
