// Where each buffer of the arena's head lies and while which operators it is alive, as a report has it.
import type { FromSchema } from 'json-schema-to-ts';
import { closed, count, text } from './schema-parts.ts';

/** More are not told apart in a picture; the largest are kept. */
export const MOST_BUFFERS = 512;

const operatorOrStart = { type: 'integer', minimum: -1, maximum: Number.MAX_SAFE_INTEGER } as const;

const buffer = closed(['kind', 'index', 'offset', 'bytes', 'from', 'to'], {
  kind: { enum: ['tensor', 'scratch'] },
  index: { ...count, description: "The tensor's; of scratch the operator's." },
  subgraph: { ...count, description: 'Absent in the main one.' },
  name: { ...text, description: 'The end of the name in the file.' },
  offset: { ...count, description: 'From the start of the head.' },
  bytes: count,
  from: { ...operatorOrStart, description: 'The first operator during which it is alive; -1: before all of them.' },
  to: { ...operatorOrStart, description: 'The last one.' },
});

const map = closed(['profiles', 'buffers'], {
  profiles: { type: 'array', minItems: 1, maxItems: 64, items: text, description: 'With which the head is this one.' },
  left: { ...count, description: 'Smaller buffers that are not listed; absent where all are.' },
  buffers: { type: 'array', maxItems: MOST_BUFFERS, items: buffer },
});

export const ARENA_MAPS_SCHEMA = {
  type: 'array',
  maxItems: 64,
  items: map,
  description: "The head of the arena over time: TFLM's memory plan. Profiles with the same plan share one map.",
} as const;

export type ArenaMap = FromSchema<typeof map>;
export type MappedBuffer = FromSchema<typeof buffer>;

interface Maps {
  readonly operators: readonly unknown[];
  readonly profiles: Readonly<Record<string, { readonly headBytes: number }>>;
  readonly arenaMaps?: readonly ArenaMap[];
}

/** What of the maps can't be true. */
export function mapContradictions({ operators, profiles, arenaMaps = [] }: Maps): string[] {
  const arenas = new Map(Object.entries(profiles));
  const named = arenaMaps.flatMap((one) => one.profiles);
  return [
    ...(new Set(named).size < named.length ? ['two arena maps are of the same profile'] : []),
    ...arenaMaps.flatMap((one) => one.profiles.flatMap((id) => ofMap(one, id, arenas.get(id), operators.length))),
  ];
}

function ofMap(
  { buffers }: ArenaMap,
  profile: string,
  arena: { readonly headBytes: number } | undefined,
  operators: number,
): string[] {
  if (!arena) return [`an arena map is of a profile that is not among the model's`];
  const outside = buffers.find(({ offset, bytes }) => offset + bytes > arena.headBytes);
  const untimely = buffers.find(({ from, to }) => from > to || to >= operators);
  return [
    ...(outside ? [`a buffer of the arena map of ${profile} lies outside of its ${arena.headBytes} B`] : []),
    ...(untimely ? [`a buffer of the arena map of ${profile} is alive during operators that are not there`] : []),
  ];
}
