// What `measure` tells of each operator beside its MACs: executed instructions, memory alive while it runs, scratch.
import { must } from '../../base/problem.ts';
import { instructionsOf } from '../../board/instructions.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { type Arena, measureArena, measureRefusals, warningsOn } from '../../micro/arena/arena.ts';
import type { Profile } from '../../micro/profile.ts';
import type { ResolvedModel } from '../../micro/resolve.ts';

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
  /** Of the profiles that have any, and no board that tells them. */
  readonly complaints: ReadonlyMap<string, ProfileComplaints>;
}

/** What a profile's kernel library makes of a model that TFLM's reference kernels run. */
export interface ProfileComplaints {
  /** What it refuses or gets wrong. */
  readonly refused: readonly string[];
  /** Where it can answer otherwise. */
  readonly warnings: readonly string[];
}

export function complaintsOn(resolved: ResolvedModel, profile: Profile): ProfileComplaints {
  const refused = measureRefusals(resolved, profile).map(({ message }) => message);
  return { refused, warnings: warningsOn(resolved, profile) };
}

/** Of the profiles that have an arena. `boards`: those whose own verdicts say what their profile refuses. */
export function detailsOf(
  { resolved, profileProblems }: ModelMeasurement,
  asked: readonly Profile[],
  boards: readonly { readonly profile: string }[] = [],
): ModelDetails {
  const profiles = asked.filter(({ id }) => !profileProblems.has(id));
  const [first] = profiles;
  const arena = must(measureArena(resolved, first));
  const byProfile = profiles.map((profile) => ({ id: profile.id, rows: instructionsOf(resolved, profile) }));
  const planned = arena.planned.filter(({ subgraph }) => subgraph === 0);
  const count = resolved.operators[0].length;
  const alive = bytesWhileEachRuns(planned, count);
  const scratch = bytesWhileEachRuns(
    planned.filter(({ kind }) => kind === 'scratch'),
    count,
  );
  const operators = resolved.operators[0].map(({ index }): OperatorDetails => {
    const known = byProfile.flatMap(({ id, rows }): [string, number][] => {
      const row = rows[index];
      return row && 'instructions' in row ? [[id, Math.round(row.instructions)]] : [];
    });
    const instructions = Object.fromEntries(known);
    return { index, instructions, aliveBytes: alive[index], scratchBytes: scratch[index] };
  });
  const complaints = profiles
    .filter(({ id }) => !boards.some(({ profile }) => profile === id))
    .map((profile) => [profile.id, complaintsOn(resolved, profile)] as const)
    .filter(([, { refused, warnings }]) => refused.length + warnings.length > 0);
  return { operators, profile: first.id, arena, complaints: new Map(complaints) };
}

/**
 * By operator. Time 0 is the start of the graph, operator i is at i + 1; other subgraphs have other times.
 * One pass over the ends of lives: a model may have thousands of tensors alive at once.
 */
function bytesWhileEachRuns(buffers: Arena['planned'], operators: number): number[] {
  const changes = new Float64Array(operators + 2);
  for (const { firstUse, lastUse, bytes } of buffers) {
    changes[Math.min(Math.max(firstUse, 0), operators + 1)] += bytes;
    changes[Math.min(Math.max(lastUse + 1, 0), operators + 1)] -= bytes;
  }
  let alive = changes[0];
  return Array.from({ length: operators }, (_, i) => {
    alive += changes[i + 1];
    return alive;
  });
}
