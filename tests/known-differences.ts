// Where kd-gate's figures and those of fixtures/oracle differ, why and how often: fewer is a repair, more a mistake.
export interface Difference {
  /** Of `source profile model`. */
  readonly rows: RegExp;
  readonly count: number;
  readonly why: string;
}

export const ARENA_DIFFERENCES: readonly Difference[] = [];

const FUSED = 'GCC fuses float multiply and add on cores with an FPU; Cortex-M0+ agrees';
const NEWLIB = "newlib's function, and its sign of NaN; kd-gate answers as glibc does in TFLM's own tests";

export const OUTPUT_DIFFERENCES: readonly Difference[] = [
  { rows: /^armsweep cortex-m(4f|55)\S+ conv_f32_/, count: 15, why: FUSED },
  { rows: /^armsweep cortex-m(4f|55)\S+ dw_f32_/, count: 12, why: FUSED },
  { rows: /^armsweep cortex-m(4f|55)\S+ fc_f32_/, count: 15, why: FUSED },
  { rows: /^armsweep cortex-m(4f|55)\S+ tconv_float32_/, count: 3, why: FUSED },
  { rows: /^armsweep \S+ (log|exp)_float32_/, count: 24, why: NEWLIB },
  { rows: /^armsweep \S+ r?sqrt_float32_/, count: 32, why: NEWLIB },
  { rows: /^armsweep \S+ (logistic|softmax)_float32_/, count: 9, why: NEWLIB },
  {
    rows: /^armsweep \S+\/cmsis_nn softmax_1x1000_narrow$/,
    count: 3,
    why: 'the sum exceeds what the reference kernel takes: it stops the device there, and kd-gate follows it',
  },
  {
    rows: /^armsweep \S+ spacetobatchnd_1x7x7x3_b2x2_p0_1_0_1$/,
    count: 4,
    why: 'TFLM pads with a byte that it never sets, 1 in that arena; kd-gate with the 0 of an arena of zeros',
  },
  { rows: /^armsweep cortex-m55-mve\S+ dw_w4_/, count: 2, why: 'a defect of CMSIS-NN or GCC on Cortex-M55' },
  {
    rows: /^sweep cortex-m55-mve\S+ conv_k1x7_h1w64_ci8_co16_s2_same$/,
    count: 1,
    why: 'a defect of CMSIS-NN on Cortex-M55: it reads past its scratch buffer',
  },
];

/** Counted operators without a prediction: of operators, types and profiles that kd-gate knows no latency of. */
export const UNPREDICTED = 74;

/** Complaints about rows that differ: unknown ones, and known ones that are fewer or more than stated. */
export function unexpected(differing: readonly string[], known: readonly Difference[]): string[] {
  const others = differing.filter((row) => !known.some(({ rows }) => rows.test(row)));
  const counts = known.map(({ rows }) => differing.filter((row) => rows.test(row)).length);
  const wrong = known.flatMap(({ rows, count }, i) =>
    counts[i] === count ? [] : [`${rows.source}: ${counts[i]} differ, ${count} are known`],
  );
  return [...others, ...wrong];
}

export const countOf = (known: readonly Difference[]) => known.reduce((sum, { count }) => sum + count, 0);
