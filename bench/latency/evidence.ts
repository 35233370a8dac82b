// Counted rows of ../shared/oracle/arm, each joined with the work that its shapes give.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, type Column } from '../../src/board/classes.ts';
import { findProfile } from '../../src/micro/profile.ts';
import { workOf } from '../../src/micro/work/model-work.ts';
import type { Work } from '../../src/micro/work/work.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';

export interface Row {
  readonly name: string;
  readonly op: string;
  readonly profile: string;
  readonly work: Work;
  readonly instructions: number;
  readonly byClass: readonly number[];
}

interface Counts {
  readonly i: number;
  readonly op: string;
  readonly dtype: string;
  readonly instructions: number;
  readonly branches_taken: number;
  readonly mix: Readonly<Record<string, number>>;
  readonly mem: Readonly<Record<string, number>>;
}

const CLASS_OF: readonly (readonly [RegExp, Column])[] = [
  [/_regs$|^t32$/, 'taken'],
  [/^(ld_|ldm|vldr|vldm)/, 'load'],
  [/^(st_|stm|vstr|vstm)/, 'store'],
  [/^(mac_|mul_)/, 'multiply'],
  [/^div/, 'divide'],
  [/^(br|lob)/, 'branch'],
  [/^mve_/, 'vector'],
];

function byClass({ mix, mem, branches_taken }: Counts): number[] {
  const sums = new Map<Column, number>(COLUMNS.map((c) => [c, 0]));
  for (const [key, count] of Object.entries(mix)) {
    const found = CLASS_OF.find(([pattern]) => pattern.test(key))?.[1] ?? 'alu';
    // Registers and encodings are totals beside the classes.
    if (found !== 'taken') sums.set(found, (sums.get(found) ?? 0) + count);
  }
  sums.set('taken', branches_taken);
  const flash = Object.entries(mem).filter(([key]) => key.startsWith('model_ld'));
  sums.set(
    'flashReads',
    flash.reduce((sum, [, count]) => sum + count, 0),
  );
  return COLUMNS.map((c) => sums.get(c) ?? 0);
}

export function readOracle(shared: string): { readonly sweep: Row[]; readonly models: Row[] } {
  const arm = join(shared, 'oracle/arm');
  const sweep = JSON.parse(readFileSync(join(arm, 'sweep.json'), 'utf8')).results as Record<
    string,
    Record<string, Counts>
  >;
  const insns = JSON.parse(readFileSync(join(arm, 'insns.json'), 'utf8')).results as Record<
    string,
    Record<string, { ops: Counts[] }>
  >;
  const rows = (name: string, path: string, id: string, counted: readonly Counts[]): Row[] => {
    const profile = findProfile(id);
    if (!profile.ok) return [];
    const described = workOf(readOracleModel(path), profile.value);
    return counted.flatMap((row): Row[] => {
      const found = described[row.i].work;
      if (!('routine' in found)) return [];
      return [{ name, op: row.op, profile: id, work: found, instructions: row.instructions, byClass: byClass(row) }];
    });
  };
  return {
    sweep: Object.entries(sweep).flatMap(([id, models]) =>
      Object.entries(models).flatMap(([name, row]) =>
        rows(name, join(arm, 'sweep_models', `${name}.tflite`), id, [row]),
      ),
    ),
    models: Object.entries(insns).flatMap(([name, profiles]) =>
      Object.entries(profiles).flatMap(([id, { ops }]) => rows(name, modelPath(shared, name), id, ops)),
    ),
  };
}

export function modelPath(shared: string, name: string): string {
  const folder = ['mlperf_', 'tflm_', 'tflm_memory_footprint_'].map((prefix) =>
    join(
      shared,
      'oracle/models',
      prefix + name.replace('_model', prefix.includes('footprint') ? '' : '_model'),
      'model.tflite',
    ),
  );
  const found = folder.find((path) => existsSync(path));
  if (!found) throw new Error(`no model ${name}`);
  return found;
}

export function readOracleModel(path: string): Model {
  const outcome = readModel(readFileSync(path));
  if (!outcome.ok) throw new Error(`${path}: ${outcome.problems[0].message}`);
  return outcome.value;
}
