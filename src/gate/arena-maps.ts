// The memory plan of each profile as a report has it: buffers by operator, the same plans once.
import { excerptEnd } from '../base/quote.ts';
import type { Arena, PlannedBuffer } from '../micro/arena/arena.ts';
import { type ArenaMap, type MappedBuffer, MOST_BUFFERS } from '../report/arena-map.ts';
import type { Model } from '../tflite/model.ts';

/** Converters join the names of everything that was fused; the end tells most. */
const MOST_OF_NAME = 60;
const MOST_MAPS = 64;

/** In the order of the profiles. `arenas`: of those that have one. */
export function arenaMapsOf(arenas: readonly (readonly [profile: string, arena: Arena])[], model: Model): ArenaMap[] {
  const maps = new Map<string, ArenaMap>();
  for (const [profile, arena] of arenas) {
    const map = mapOf(arena, model);
    const key = JSON.stringify(map);
    const known = maps.get(key);
    if (known) known.profiles.push(profile);
    else maps.set(key, { profiles: [profile], ...map });
  }
  return [...maps.values()].slice(0, MOST_MAPS);
}

function mapOf({ planned, scopes }: Arena, model: Model): Omit<ArenaMap, 'profiles'> {
  const operatorAt = operatorsByScope(scopes);
  const shown = planned.length > MOST_BUFFERS ? largest(planned) : planned;
  const left = planned.length - shown.length;
  return {
    ...(left > 0 && { left }),
    buffers: shown.map(({ kind, subgraph, index, offset, bytes, firstUse, lastUse }): MappedBuffer => {
      const name = kind === 'tensor' ? model.subgraphs[subgraph].tensors[index].name : '';
      return {
        ...{ kind, index },
        ...(subgraph > 0 && { subgraph }),
        ...(name !== '' && { name: excerptEnd(name, MOST_OF_NAME) }),
        ...{ offset, bytes, from: operatorAt(firstUse), to: operatorAt(lastUse) },
      };
    }),
  };
}

/** In the order of the plan. */
function largest(planned: readonly PlannedBuffer[]): readonly PlannedBuffer[] {
  const order = [...planned.keys()].sort((a, b) => planned[b].bytes - planned[a].bytes || a - b);
  return order
    .slice(0, MOST_BUFFERS)
    .sort((a, b) => a - b)
    .map((i) => planned[i]);
}

/** Scopes of graphs that an operator calls are its own. */
function operatorsByScope(scopes: readonly number[]): (scope: number) => number {
  const last = scopes.at(-1) ?? 0;
  const byScope = new Int32Array(last + 1).fill(-1);
  for (const [operator, scope] of scopes.entries()) byScope[scope] = operator;
  for (let scope = 1; scope <= last; scope++) if (byScope[scope] < 0) byScope[scope] = byScope[scope - 1];
  return (scope) => (scope > last ? scopes.length - 1 : byScope[Math.max(scope, 0)]);
}
