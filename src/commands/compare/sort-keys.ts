// What the boards of a comparison are sorted by.

/** The shortest time, the smallest arena, the smallest share of flash, the most memory left, or the id, comes first. */
export const SORT_KEYS = ['latency', 'arena', 'size', 'headroom', 'name'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
