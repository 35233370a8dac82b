// Column rows of fixtures/oracle, each joined with the work that its shapes give.
import { type CountRow, modelLibrary, type Source, table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { CLASSES, COLUMNS, type Column } from '../../src/board/classes.ts';
import { workOf } from '../../src/micro/model-work.ts';
import { findProfile } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Work } from '../../src/micro/work/work.ts';
import { DECODE } from '../../src/tflite/decode-header.ts';

export interface Row {
  readonly name: string;
  readonly op: string;
  readonly profile: string;
  readonly work: Work;
  readonly instructions: number;
  readonly byClass: readonly number[];
}

const CLASS_OF: readonly (readonly [RegExp, Column])[] = [
  [/_regs$|^t32$|^c16$/, 'taken'],
  [/^(ld_|ldm|vldr|vldm)/, 'load'],
  [/^(st_|stm|vstr|vstm)/, 'store'],
  [/^(mac_|mul_)/, 'multiply'],
  [/^div/, 'divide'],
  [/^(br|lob|loop)/, 'branch'],
  [/^mve_/, 'vector'],
];

function byClass(row: CountRow): number[] {
  const sums = new Map<Column, number>(COLUMNS.map((c) => [c, 0]));
  const add = (to: Column, count: number) => sums.set(to, (sums.get(to) ?? 0) + count);
  for (const [key, count] of Object.entries(row)) {
    if (typeof count !== 'number') continue;
    if (key.startsWith('mem.model_ld')) add('flashReads', count);
    if (!key.startsWith('mix.')) continue;
    const found = CLASS_OF.find(([pattern]) => pattern.test(key.slice(4)))?.[1] ?? 'alu';
    // Registers and encodings are totals beside the classes.
    if (found !== 'taken') add(found, count);
  }
  add('taken', row.branchesTaken);
  // The mix, unlike the total, still has the few instructions of an empty measurement; which ones is not recorded.
  const surplus = CLASSES.reduce((sum, c) => sum + (sums.get(c) ?? 0), 0) - row.instructions;
  add('alu', -surplus);
  return COLUMNS.map((c) => sums.get(c) ?? 0);
}

/** Columns for one instruction of a row that was counted as a total: what all others on its profile have on average. */
function averageMix(rows: readonly Row[], profile: string): readonly number[] {
  const all = rows.filter((row) => row.profile === profile);
  const total = all.reduce((sum, { instructions }) => sum + instructions, 0);
  return COLUMNS.map((_, c) => all.reduce((sum, row) => sum + row.byClass[c], 0) / total);
}

/** Rows whose profile and routine are known, in the order in which they were counted. */
export function readOracle(): { readonly sweep: Row[]; readonly models: Row[] } {
  const modelOf = modelLibrary();
  const rows = (source: Source) =>
    [...table('counts'), ...table('esp-counts')].flatMap((counted): Row[] => {
      const profile = findProfile(counted.profile);
      if (counted.source !== source || !profile.ok) return [];
      const { work } = workOf(must(resolve(modelOf(counted))), profile.value)[counted.i];
      if (!('routine' in work)) return [];
      const { model: name, op, instructions } = counted;
      return [{ name, op, profile: counted.profile, work, instructions, byClass: byClass(counted) }];
    });
  const sweep = [...rows('sweep'), ...rows('armsweep')];
  const totals = [rows('decode-sweep'), rows('decode').filter(({ op }) => op === DECODE)].map((some) =>
    some.map((row) => {
      const mix = averageMix(sweep, row.profile);
      return { ...row, byClass: mix.map((share) => share * row.instructions) };
    }),
  );
  return { sweep: [...sweep, ...totals[0]], models: [...rows('models'), ...rows('graphs'), ...totals[1]] };
}
