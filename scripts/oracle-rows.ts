// Rows of the oracle's tables as fixtures/oracle has them, whichever chips they were measured on.
import { readFileSync } from 'node:fs';
import type { ArenaRow, Source } from '../fixtures/oracle/evidence.ts';

export type ByKey<T> = Readonly<Record<string, T>>;

export const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

export interface OracleArena {
  readonly arena_used_bytes: number;
  readonly head: number;
  readonly tail: number;
  readonly min_arena_bytes_mult16: number;
  readonly planned_tensors?: readonly (readonly number[])[];
  readonly scratch: readonly { op: number; bytes?: number; bytes_rounded16?: number; off: number }[];
}

export interface OracleCounts {
  readonly i: number;
  readonly op: string;
  readonly dtype: string;
  readonly instructions: number;
  readonly branches_taken: number;
  readonly mix: ByKey<number>;
  readonly mem: ByKey<number>;
}

export function arenaRow(source: Source, model: string, profile: string, row: OracleArena): ArenaRow {
  return {
    source,
    model,
    profile,
    used: row.arena_used_bytes,
    head: row.head,
    tail: row.tail,
    min: row.min_arena_bytes_mult16,
    scratch: row.scratch.map(({ op, bytes, bytes_rounded16 = 0, off }) => [op, bytes ?? bytes_rounded16, off]),
    tensors: row.planned_tensors?.map(([, i, offset, bytes]) => [i, bytes, offset]) ?? 0,
  };
}

export function* entriesOf<T>(outer: ByKey<ByKey<T>>): Generator<[outer: string, inner: string, value: T]> {
  for (const [a, inner] of Object.entries(outer)) for (const [b, value] of Object.entries(inner)) yield [a, b, value];
}
