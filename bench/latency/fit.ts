// Fits executed instructions by class to the loops of every routine, and writes the tables of src/board/cores:
// node bench/run.mjs bench/latency/fit.ts [--write]
// Without --write it only prints how well a fit predicts shapes that it has not seen.
import { CLASSES, COLUMNS } from '../../src/board/classes.ts';
import { type Alike, type Fit, type FittedProfiles, type RoutineFit, writeTables } from './cost-tables.ts';
import { complete, onChip, sharedAmongProfiles } from './esp-costs.ts';
import { type Row, readOracle } from './evidence.ts';
import { median, nonNegativeLeastSquares } from './least-squares.ts';

const oracle = readOracle();
const [sweep, models] = [oracle.sweep, oracle.models].map((rows) => sharedAmongProfiles(rows.map(onChip)));

/** Profiles that run the same code as a fitted one. */
const ALIKE: ReadonlyMap<string, Alike> = new Map([
  [
    'cortex-m4f/cmsis_nn',
    {
      profiles: ['cortex-m7f/cmsis_nn', 'cortex-m33f/cmsis_nn'],
      why: [
        '# Cortex-M7 and M33 run the same C with the same DSP instructions. On 81 operators counted on each, the',
        '# figures of Cortex-M4 are off by 3 % at most at the median of every routine, 7 % for softmax: fit.ts prints',
        '# the table.',
      ],
    },
  ],
]);

const BORROWED = new Set([...ALIKE.values()].flatMap(({ profiles }) => profiles));
/** Profiles of which single operators were counted. */
const FITTED = [...new Set(sweep.map(({ profile }) => profile))].filter((profile) => !BORROWED.has(profile));

/** Costs of each count by class; errors are weighed relative to the instructions of the row. */
function fitCosts(rows: readonly Row[]): Fit {
  const names = [...new Set(rows.flatMap(({ work }) => Object.keys(work.counts)))];
  const used = names.filter((name) => rows.some(({ work }) => (work.counts[name] ?? 0) !== 0));
  const matrix = rows.map(({ work, instructions }) => used.map((name) => (work.counts[name] ?? 0) / instructions));
  const columns = COLUMNS.map((_, c) =>
    nonNegativeLeastSquares(
      matrix,
      rows.map(({ byClass, instructions }) => byClass[c] / instructions),
    ),
  );
  return new Map(used.map((name, j) => [name, columns.map((column) => column[j])]));
}

function predict(costs: Fit, row: Row): number {
  let sum = 0;
  for (const [name, perClass] of costs) {
    for (let c = 0; c < CLASSES.length; c++) sum += perClass[c] * (row.work.counts[name] ?? 0);
  }
  return sum;
}

const error = (costs: Fit, row: Row) => Math.abs(predict(costs, row) / row.instructions - 1);
const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
const keyOf = (row: Row) => JSON.stringify(row.work.counts);

function groups(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return found;
}

function meanOf(rows: readonly Row[]): Row {
  const mean = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const byClass = COLUMNS.map((_, c) => mean((row) => row.byClass[c]));
  return { ...rows[0], instructions: mean((row) => row.instructions), byClass };
}

/** Errors of rows with the same loops, predicted from all others. */
function leftOut(rows: readonly Row[], others: readonly Row[]): { readonly row: Row; readonly error: number }[] {
  if (others.length === 0) return [];
  const costs = fitCosts(others);
  // The only shape with one of its loops: nothing can be said about it without it.
  const isAlone = Object.entries(rows[0].work.counts).some(([name, count]) => count !== 0 && !costs.has(name));
  return isAlone ? [] : rows.map((row) => ({ row, error: error(costs, row) }));
}

console.log(
  '| profile | routine | shapes | median error, shape left out | largest ' +
    '| MLPerf and TFLM models, fitted on the sweep alone: rows | median | largest |',
);
console.log('|---|---|--:|--:|--:|--:|--:|--:|');
const byOperator = new Map<string, number[]>();
const fitted: FittedProfiles = new Map();
for (const profile of FITTED) {
  const routines = new Map<string, RoutineFit>();
  const all = [...sweep, ...models].filter((row) => row.profile === profile);
  for (const [routine, rows] of groups(all, (row) => row.work.routine)) {
    const shapes = [...groups(rows, keyOf).values()];
    // Shapes with the same loops cost what their data make of it: the middle.
    const unique = shapes.map(meanOf);
    for (const [first, ...same] of shapes) {
      const different = same.find((row) => Math.abs(row.instructions / first.instructions - 1) > 0.02);
      if (different) console.error(`${profile}: ${first.name} and ${different.name} differ, their counts don't`);
    }
    const left = shapes.flatMap((its, i) => leftOut(its, unique.toSpliced(i, 1)));
    for (const { row, error: e } of left) {
      const key = `${profile} ${row.op}`;
      byOperator.set(key, [...(byOperator.get(key) ?? []), e]);
    }
    const seen = shapes.filter(([row]) => sweep.includes(row)).map(meanOf);
    const unseen = shapes.filter(([row]) => !sweep.includes(row)).map(([row]) => row);
    const sweepFit = seen.length > 0 ? fitCosts(seen) : undefined;
    const held = sweepFit ? unseen.map((row) => error(sweepFit, row)) : [];
    const figures = (values: readonly number[]) =>
      values.length === 0 ? '- | -' : `${percent(median(values))} | ${percent(Math.max(...values))}`;
    console.log(
      `| ${profile} | ${routine} | ${unique.length} | ${figures(left.map((l) => l.error))} ` +
        `| ${held.length} | ${figures(held)} |`,
    );
    if (process.argv.includes('--worst')) {
      for (const { row, error: e } of [...left].sort((a, b) => b.error - a.error).slice(0, 4)) {
        console.log(`    ${row.name} ${row.instructions} ${percent(e)}`);
      }
    }
    routines.set(routine, { op: rows[0].op, shapes: unique.length, costs: fitCosts(unique) });
  }
  fitted.set(profile, routines);
}
complete(fitted, [...sweep, ...models]);
if (process.argv.includes('--write')) {
  for (const [profile, routines] of fitted) writeTables(profile, routines, ALIKE.get(profile));
}

const operators = [...new Set([...byOperator.keys()].map((key) => key.split(' ')[1]))];
console.log(`\n| operator | shapes left out | ${FITTED.join(' | ')} |\n|---|--:|${FITTED.map(() => '--:|').join('')}`);
for (const op of operators) {
  const errors = FITTED.map((profile) => byOperator.get(`${profile} ${op}`) ?? []);
  const cells = errors.map((its) => (its.length === 0 ? '-' : percent(median(its))));
  console.log(`| ${op} | ${Math.max(...errors.map(({ length }) => length))} | ${cells.join(' | ')} |`);
}

console.log('\n| profile | fitted on Cortex-M4F | rows | median error | largest |\n|---|---|--:|--:|--:|');
for (const profile of ['cortex-m7f/cmsis_nn', 'cortex-m33f/cmsis_nn']) {
  const base = [...sweep, ...models].filter((row) => row.profile === 'cortex-m4f/cmsis_nn');
  const fits = new Map(
    [...groups(base, (row) => row.work.routine)].map(([routine, rows]) => [routine, fitCosts(rows)]),
  );
  const rows = models.filter((row) => row.profile === profile);
  for (const [routine, its] of groups(rows, (row) => row.work.routine)) {
    const costs = fits.get(routine);
    if (!costs) continue;
    const errors = its.map((row) => error(costs, row));
    console.log(
      `| ${profile} | ${routine} | ${errors.length} | ${percent(median(errors))} | ${percent(Math.max(...errors))} |`,
    );
  }
}
