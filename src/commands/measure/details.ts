// What `measure` tells of each operator beside its MACs: executed instructions, memory alive while it runs, scratch.
import { must } from '../../base/problem.ts';
import { instructionsOf } from '../../board/instructions.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { type Arena, measureArena } from '../../micro/arena/arena.ts';
import type { Profile } from '../../micro/profile.ts';

export interface OperatorDetails {
  readonly index: number;
  /** By profile; absent where no shape like this has been counted. */
  readonly instructions: Readonly<Record<string, number>>;
  /** Planned bytes alive while it runs, and how many of them are scratch, on the first profile. */
  readonly aliveBytes: number;
  readonly scratchBytes: number;
}

export interface ModelDetails {
  readonly operators: readonly OperatorDetails[];
  /** Of the first profile. */
  readonly profile: string;
  readonly arena: Arena;
}

/** Of the profiles that have an arena. */
export function detailsOf({ resolved, profileProblems }: ModelMeasurement, asked: readonly Profile[]): ModelDetails {
  const profiles = asked.filter(({ id }) => !profileProblems.has(id));
  const [first] = profiles;
  const arena = must(measureArena(resolved, first));
  const byProfile = profiles.map((profile) => ({ id: profile.id, rows: instructionsOf(resolved, profile) }));
  const operators = resolved.operators[0].map(({ index }): OperatorDetails => {
    const known = byProfile.flatMap(({ id, rows }): [string, number][] => {
      const row = rows[index];
      return row && 'instructions' in row ? [[id, Math.round(row.instructions)]] : [];
    });
    // Time 0 is the start of the graph, operator i is at i + 1; subgraphs of control flow have times of their own.
    const alive = arena.planned.filter((b) => b.subgraph === 0 && b.firstUse <= index + 1 && index + 1 <= b.lastUse);
    const sum = (buffers: typeof alive) => buffers.reduce((total, { bytes }) => total + bytes, 0);
    return {
      index,
      instructions: Object.fromEntries(known),
      aliveBytes: sum(alive),
      scratchBytes: sum(alive.filter(({ kind }) => kind === 'scratch')),
    };
  });
  return { operators, profile: first.id, arena };
}
