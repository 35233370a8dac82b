// The part of fixtures/oracle that was measured of ESP-NN on chips of Espressif: arenas and executed instructions.
import { join } from 'node:path';
import type { ArenaRow, CountRow } from '../fixtures/oracle/evidence.ts';
import { arenaRow, type ByKey, entriesOf, json, type OracleArena, type OracleCounts } from './oracle-rows.ts';

/** Not there where AllocateTensors() failed. */
type Measured = OracleArena | { readonly status: string };

interface EspCounts extends Omit<OracleCounts, 'i' | 'instructions' | 'mem'> {
  /** Absent where only the kernel was called. */
  readonly i?: number;
  readonly instructions?: number;
  readonly kernel_instructions?: number;
}

type SweepRow = EspCounts & { readonly arena: OracleArena };

interface ModelCounts {
  readonly ops: readonly (Omit<EspCounts, 'dtype'> & { readonly dtype?: string })[];
}

/** Builds that no profile stands for: ESP-NN as ANSI C, and what ESP-IDF compiles with its assertions off. */
const isShipped = (profile: string) => !profile.endsWith('-ansi') && !profile.startsWith('riscv');

/** Of the oracle's names of whole models and of graphs. */
function subjectOf(name: string) {
  const graph = name.startsWith('graphs/');
  return { source: graph ? ('graphs' as const) : ('models' as const), model: name.replace('graphs/', '') };
}

function countRow(
  subject: Pick<CountRow, 'source' | 'model' | 'profile'>,
  row: ModelCounts['ops'][number],
): CountRow[] {
  const instructions = row.instructions ?? row.kernel_instructions;
  if (instructions === undefined) return [];
  const mix = Object.fromEntries(Object.entries(row.mix).map(([name, count]) => [`mix.${name}`, count]));
  const { i = 0, op, dtype = '', branches_taken: branchesTaken } = row;
  return [{ ...subject, i, op, dtype, instructions, branchesTaken, ...mix }];
}

export interface EspEvidence {
  readonly arenas: readonly ArenaRow[];
  readonly counts: readonly CountRow[];
}

/** `folder`: oracle/esp. */
export function espEvidence(folder: string): EspEvidence {
  const models: ByKey<ByKey<Measured>> = json(join(folder, 'arena.json')).results;
  const graphs: ByKey<ByKey<Measured>> = json(join(folder, 'arena_graphs.json')).results;
  const sweep: ByKey<ByKey<SweepRow>> = json(join(folder, 'sweep.json')).results;
  const counted: ByKey<ByKey<ModelCounts>> = json(join(folder, 'insns.json')).results;
  const swept = [...entriesOf(sweep)].filter(([profile]) => isShipped(profile));
  const arenaOf = (source: 'models' | 'graphs', model: string, profile: string, row: Measured) =>
    'status' in row ? [] : [arenaRow(source, model, profile, row)];
  return {
    arenas: [
      ...[...entriesOf(models)].flatMap(([model, profile, row]) => arenaOf('models', model, profile, row)),
      ...[...entriesOf(graphs)].flatMap(([profile, model, row]) => arenaOf('graphs', model, profile, row)),
      ...swept.map(([profile, model, { arena }]) => arenaRow('sweep', model, profile, arena)),
    ],
    counts: [
      ...swept.flatMap(([profile, model, row]) => countRow({ source: 'sweep', model, profile }, row)),
      ...[...entriesOf(counted)]
        .filter(([, profile]) => isShipped(profile))
        .flatMap(([name, profile, { ops }]) => ops.flatMap((row) => countRow({ ...subjectOf(name), profile }, row))),
    ],
  };
}
