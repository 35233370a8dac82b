// Lifetimes to offsets: buffers of one routine share memory when they are never alive together.

export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A cache line, so that no two buffers share one. */
export const ALIGNMENT = 64;

export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Largest first, each at the lowest offset where nothing else is alive. */
export function place(buffers: readonly Lifetime[]): { readonly offsets: readonly number[]; readonly bytes: number } {
  const offsets = new Array<number>(buffers.length);
  const order = buffers.map((_, id) => id).sort((a, b) => buffers[b].bytes - buffers[a].bytes || a - b);
  const placed: number[] = [];
  let bytes = 0;
  for (const id of order) {
    const { first, last } = buffers[id];
    let offset = 0;
    for (const other of placed) {
      if (buffers[other].first > last || first > buffers[other].last) continue;
      if (offsets[other] - offset >= aligned(buffers[id].bytes)) break;
      offset = Math.max(offset, offsets[other] + aligned(buffers[other].bytes));
    }
    offsets[id] = offset;
    bytes = Math.max(bytes, offset + aligned(buffers[id].bytes));
    placed.push(id);
    placed.sort((a, b) => offsets[a] - offsets[b]);
  }
  return { offsets, bytes };
}
