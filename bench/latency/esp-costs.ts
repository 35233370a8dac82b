// What the tables of the ESP32 family hold beside the plain fit: what a count needs before it stands for the chip, and
// routines that were counted on one core and not on the other.
import { COLUMNS, type Column } from '../../src/board/classes.ts';
import { isReplaced } from '../../src/micro/work/esp-nn.ts';
import type { Fit, FittedProfiles, RoutineFit } from './cost-tables.ts';
import type { Row } from './evidence.ts';

const RV32 = ['esp32c3/esp_nn', 'esp32c3/esp_nn-1.1.2', 'esp32c3/reference'];
/** Kernels alone were counted on LX6; everything else about them is taken from the other core. */
const LX6: readonly (readonly [string, string])[] = [
  ['esp32/esp_nn', 'esp32c3/esp_nn'],
  ['esp32/esp_nn-1.1.2', 'esp32c3/esp_nn-1.1.2'],
];

/** What the heads of the tables say of where the counts are from. */
export function espSource(profile: string): readonly string[] | undefined {
  if (RV32.includes(profile)) {
    return [
      '# (fixtures/oracle/esp-counts.json.gz: esp-tflite-micro 99f49e1 -O3, esp-nn -O2, GCC 12.2, assertions on).',
      "# Copies are counted with a memcpy of words, as ESP-IDF's is. Routines with offBy were not counted",
      '# here: their counts on Cortex-M4, or on Cortex-M0+ for floats, times what others execute here for one there.',
    ];
  }
  if (!LX6.some(([id]) => id === profile)) return undefined;
  return [
    '# (fixtures/oracle/esp-counts.json.gz: esp-nn -O2, GCC 12.2 for xtensa_esp32: the kernels alone).',
    `# Around each kernel ${AROUND} instructions were added, about what RV32 spends there. Routines with offBy`,
    '# were not counted on LX6: their counts on RV32IMC, or on Cortex-M4F for floats, times the mean ratio of the others.',
  ];
}

const vector = (columns: Partial<Record<Column, number>>) => COLUMNS.map((c) => columns[c] ?? 0);

/** Six instructions: picolibc's memcpy on rv32im copies bytes. ESP-IDF's copies words where it can: one for a byte. */
const BYTE_LOOP = vector({ alu: 3, load: 1, store: 1, branch: 1, taken: 1 });
const WORD_LOOP = vector({ alu: 0.25, load: 0.25, store: 0.25, branch: 0.25, taken: 0.25 });

/** As ESP-IDF's memcpy would run. */
export function onChip(row: Row): Row {
  if (!RV32.includes(row.profile) || row.work.routine !== 'copy') return row;
  // As copies.ts tells them apart: what ESP-IDF copies in words; single bytes stay bytes.
  const { blocks16 = 0, words = 0 } = row.work.counts;
  const bytes = 16 * blocks16 + 4 * words;
  return {
    ...row,
    instructions: row.instructions - 5 * bytes,
    byClass: row.byClass.map((count, c) => Math.max(0, count - bytes * (BYTE_LOOP[c] - WORD_LOOP[c]))),
  };
}

const keyOf = ({ name, op, work }: Row) => `${name} ${op} ${work.routine} ${JSON.stringify(work.counts)}`;

/** Operators that ESP-NN doesn't replace run the same reference kernels on all three profiles of RV32. */
export function sharedAmongProfiles(rows: readonly Row[]): Row[] {
  const isReference = ({ work, op }: Row) => work.routine.startsWith('reference ') || !isReplaced(op);
  const known = new Set(rows.map((row) => `${row.profile} ${keyOf(row)}`));
  const others = rows.flatMap((row) => {
    if (!RV32.includes(row.profile) || !isReference(row)) return [];
    return RV32.flatMap((profile) => {
      const key = `${profile} ${keyOf(row)}`;
      if (known.has(key)) return [];
      known.add(key);
      return [{ ...row, profile }];
    });
  });
  return [...rows, ...others];
}

/** ../shared/oracle/esp/README.md fits depthwise convolutions with a multiplier on more rows than stand here. */
const DEPTHWISE_MULTIPLIER: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'esp32c3/esp_nn': { taps4: 18.8, taps1: 16.2, outputs4: 237, inputs: 120, constant: 1026 },
  // The same loops with a cheaper requantization: solved from the three rows that were counted.
  'esp32c3/esp_nn-1.1.2': { taps4: 19.15, taps1: 16.2, outputs4: 181, inputs: 90, constant: 1017 },
};

/** A routine on LX6 executes 0.7 to 1.6 instructions for one on RV32IMC, 1.2 on average (fit.ts prints them); on
 * RV32IMC 0.6 to 1.4 for one on Cortex-M4. */
const OFF_BY = 0.5;
/** Depthwise convolutions with and without a multiplier: 1.24 on the shape that was counted, 1.33 without one. */
const OFF_BY_OF_THE_SAME_LOOPS = 0.15;

/** Eval() and the interpreter around a kernel: what RV32 spends beside the loops, less what LX6's kernels do. */
const AROUND = 600;

const scaled = (costs: Fit, factor: number): Fit =>
  new Map([...costs].map(([name, cost]) => [name, cost.map((value) => value * factor)]));

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Instructions on `to` for one on `from`, by routine: of operators of the same model that were counted on both. */
function ratios(rows: readonly Row[], to: string, from: string): Map<string, number> {
  const others = new Map(rows.filter((row) => row.profile === from).map((row) => [keyOf(row), row.instructions]));
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const other = others.get(keyOf(row));
    if (row.profile !== to || other === undefined) continue;
    found.set(row.work.routine, [...(found.get(row.work.routine) ?? []), row.instructions / other]);
  }
  return new Map([...found].map(([routine, list]) => [routine, geometricMean(list)]));
}

/** Reference kernels that walk their arrays from front to back, and so execute about as many instructions on RV32 as on
 * Cortex-M4: 0.6 to 1.4 on twelve of them that were counted on both. Those that index by Offset() check every index
 * with ESP-IDF's assertions (a convolution executes 1.3 to 7.6 times as many): they are left out. */
const FLAT = new RegExp(
  '^((de)?quantize|sub|mul|add|div|squared difference|extreme|comparison|prelu) |' +
    '^(shape|pack|split|cast|expand dims|abs|neg|sqrt|rsqrt|log|exp|elu|arg|most)$|' +
    '^(reference svdf|int16 softmax|reference int16 dense)$',
);
const FOR_ONE_OF_M4 = 1.15;
/** Without an FPU, as on Cortex-M0+: a dense layer of floats executes 148 instructions for a MAC, and there 187. */
const FOR_ONE_OF_M0 = 0.8;
const isFloat = (routine: string) => routine.includes('float32');

/** Routines of Arm's reference kernels that a table lacks, by the factor. */
function borrowed(own: ReadonlyMap<string, RoutineFit>, arm: ReadonlyMap<string, RoutineFit>, factor: number) {
  const lacking = [...arm].filter(([routine]) => FLAT.test(routine) && !own.has(routine));
  return lacking.map(([routine, { op, shapes, costs }]): [string, RoutineFit] => [
    routine,
    { op, shapes, costs: scaled(costs, factor), offBy: OFF_BY },
  ]);
}

/** Classes of one instruction, on average. */
function mixOf(rows: readonly Row[], profile: string): readonly number[] {
  const all = rows.filter((row) => row.profile === profile);
  const total = all.reduce((sum, { instructions }) => sum + instructions, 0);
  return COLUMNS.map((_, c) => all.reduce((sum, row) => sum + row.byClass[c], 0) / total);
}

/** Adds to the tables what was not fitted on the profile's own rows. */
export function complete(fitted: FittedProfiles, rows: readonly Row[]): void {
  const of = (id: string) => fitted.get(id) ?? new Map<string, RoutineFit>();
  for (const [id, totals] of Object.entries(DEPTHWISE_MULTIPLIER)) {
    const mix = mixOf(
      rows.filter(({ work }) => work.routine.startsWith('depthwise')),
      id,
    );
    const costs = new Map(Object.entries(totals).map(([name, total]) => [name, mix.map((share) => share * total)]));
    of(id).set('depthwise multiplier', { op: 'DEPTHWISE_CONV_2D', shapes: 3, costs });
  }
  const [m4, m0] = ['cortex-m4f/reference', 'cortex-m0plus/cmsis_nn'].map(of);
  for (const id of RV32) {
    const soft = new Map([...m0].filter(([routine]) => isFloat(routine)));
    for (const [routine, found] of borrowed(of(id), soft, FOR_ONE_OF_M0)) of(id).set(routine, found);
    for (const [routine, found] of borrowed(of(id), m4, FOR_ONE_OF_M4)) of(id).set(routine, found);
  }
  for (const [id, from] of LX6) {
    const byRoutine = ratios(rows, id, from);
    const usual = geometricMean([...byRoutine.values()]);
    const mix = mixOf(rows, id);
    for (const [routine, { op, shapes, costs }] of of(id)) {
      const constant = (costs.get('constant') ?? mix.map(() => 0)).map((value, c) => value + AROUND * mix[c]);
      of(id).set(routine, { op, shapes, costs: new Map([...costs, ['constant', constant]]) });
    }
    // LX6 has an FPU, as Cortex-M4F.
    const hard = new Map([...m4].filter(([routine]) => isFloat(routine)));
    for (const [routine, found] of borrowed(of(id), hard, FOR_ONE_OF_M4 * usual)) of(id).set(routine, found);
    for (const [routine, { op, shapes, costs }] of of(from)) {
      if (routine.startsWith('float ')) continue;
      const isMultiplier = routine === 'depthwise multiplier';
      if (of(id).has(routine) && !isMultiplier) continue;
      const ratio = isMultiplier ? (byRoutine.get('depthwise') ?? usual) : usual;
      const offBy = isMultiplier ? OFF_BY_OF_THE_SAME_LOOPS : OFF_BY;
      of(id).set(routine, { op, shapes, costs: scaled(costs, ratio), offBy });
    }
    console.log(`\n${id} for one instruction of ${from}: ${usual.toFixed(2)} on average over the routines`);
    for (const [routine, ratio] of byRoutine) console.log(`  ${routine} ${ratio.toFixed(2)}`);
  }
}
