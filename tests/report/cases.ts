// Reports as runs make them, for the comment's tests and its pictures: figures judged by the product itself.
import type { Limit } from '../../src/budget/judge.ts';
import { packAnswers } from '../../src/budget/paired.ts';
import { worst } from '../../src/budget/verdict.ts';
import { baselineModelOf, type Figures, judgeFigures } from '../../src/report/measurements.ts';
import type { ModelReport, Report, ReportedBoard, Tool } from '../../src/report/report.ts';

export const TOOL: Tool = { name: 'kd-gate', version: '0.1.0', kernelsSha256: 'cd'.repeat(32) };
export const COMMIT = 'b3a1c0ffee'.repeat(4);

const PROFILE = 'cortex-m4f/cmsis_nn';
const BOARDS: readonly ReportedBoard[] = [
  ['arduino-nano-33-ble', 'Arduino Nano 33 BLE (Sense)', PROFILE, 262144, 983040],
  ['raspberry-pi-pico', 'Raspberry Pi Pico', 'cortex-m0plus/cmsis_nn', 262144, 2097152],
  ['teensy-4.1', 'Teensy 4.1', 'cortex-m7/cmsis_nn', 524288, 8126464],
  ['alif-ensemble-e7', 'Alif Ensemble E7', 'cortex-m55/cmsis_nn', 4194304, 5767168],
].map(
  ([id, name, profile, ramBytes, flashBytes]) =>
    ({ id, name, profile, ramBytes, flashBytes, fits: true }) as ReportedBoard,
);

export interface Made {
  readonly name?: string;
  readonly sizeBytes?: number;
  readonly arenaBytes?: number;
  /** Indices of samples answered wrong, of 1,000. */
  readonly wrong?: readonly number[];
  readonly filters?: number;
  readonly boards?: number;
}

const SAMPLES = 1000;

export function figures({
  name = 'digits',
  sizeBytes = 12_480,
  arenaBytes = 9_216,
  wrong = [],
  filters = 8,
  boards = 1,
}: Made): Figures {
  const right = Uint8Array.from({ length: SAMPLES }, (_, i) => (wrong.includes(i) ? 0 : 1));
  const chosen = BOARDS.slice(0, boards);
  const profiles = Object.fromEntries(
    chosen.map(({ profile }, i) => [
      profile,
      {
        arenaUsedBytes: arenaBytes - 12 + 96 * i,
        arenaMinBytes: arenaBytes + 96 * i,
        headBytes: arenaBytes - 3000,
        tailBytes: 2988 + 96 * i,
        peak: { operator: 1, bytes: arenaBytes - 3100 },
      },
    ]),
  );
  const perClass = Array.from({ length: 10 }, (_, c) => {
    const own = [...right.keys()].filter((i) => i % 10 === c);
    return { correct: own.reduce((sum, i) => sum + right[i], 0), total: own.length };
  });
  return {
    name,
    model: {
      sha256: 'ab'.repeat(32),
      sizeBytes,
      gzipBytes: Math.round(sizeBytes * 0.8),
      macs: 40_000 * filters,
      precision: 'int8',
      operators: [
        { index: 0, op: 'CONV_2D', macs: 10_000 * filters, outputShape: [1, 4, 4, filters] },
        { index: 1, op: 'DEPTHWISE_CONV_2D', macs: 5_000 * filters, outputShape: [1, 4, 4, filters] },
        { index: 2, op: 'FULLY_CONNECTED', macs: 25_000 * filters, outputShape: [1, 10] },
      ],
      profiles,
    },
    inputs: { train: '01'.repeat(32), test: '02'.repeat(32) },
    settings: { 'student.layers[0].conv2d.filters': String(filters), 'distill.epochs': '20' },
    classes: Array.from({ length: 10 }, (_, c) => `digit ${c}`),
    perClass,
    answersBySample: packAnswers(right),
    teacher: { kind: 'layers', engine: 'kd-gate', accuracy: { correct: 985, total: SAMPLES } },
    training: {
      formula: 'L = 0.1 CE(y, softmax(z)) + 0.9 · 4² KL(softmax(t/4) || softmax(z/4))',
      epochs: 20,
      bestEpoch: 17,
      validationAccuracy: 0.97,
      trainableParameters: 1234,
    },
    accuracy: { correct: SAMPLES - wrong.length, total: SAMPLES },
    floatAccuracy: { correct: SAMPLES - wrong.length + 2, total: SAMPLES },
    boards: [...chosen],
  };
}

export const wrongAnswers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

const at = (line: number) => ({ file: 'kd.yaml', line, column: 20 });

export const LIMITS: readonly Limit[] = [
  { measure: 'size', kind: 'max', value: 16_384, ofBaseline: false, level: 'fail', text: '16 KiB', place: at(21) },
  { measure: 'size', kind: 'maxIncrease', value: 0.02, ofBaseline: true, level: 'fail', text: '2%', place: at(21) },
  { measure: 'arena', kind: 'max', value: 12_288, ofBaseline: false, level: 'fail', text: '12 KiB', place: at(22) },
  { measure: 'accuracy', kind: 'min', value: 0.95, ofBaseline: false, level: 'fail', text: '95%', place: at(23) },
  {
    measure: 'accuracy',
    kind: 'maxDrop',
    value: 0.01,
    ofBaseline: false,
    level: 'fail',
    text: '1.0 pp',
    place: at(23),
  },
];

export function report(models: readonly ModelReport[], part: Partial<Report> = {}): Report {
  return {
    version: 1,
    tool: TOOL,
    spec: { file: 'kd.yaml', sha256: 'ef'.repeat(32) },
    seed: 1,
    verdict: worst(models.map(({ verdict }) => verdict)),
    models: [...models],
    ...part,
  };
}

export function compared(base: Made, now: Made, limits: readonly Limit[] = LIMITS): ModelReport {
  return judgeFigures(figures(now), limits, baselineModelOf(figures(base), TOOL));
}

const BASE: Report['base'] = { status: 'stored', commit: COMMIT };
const LATENCY: Limit = {
  measure: 'latency',
  kind: 'max',
  value: 100,
  ofBaseline: false,
  level: 'fail',
  text: '100 ms',
  place: at(24),
};

/** The cases of which docs/ has pictures. */
export const CASES: Readonly<Record<string, Report>> = {
  pass: report([compared({ wrong: wrongAnswers(30) }, { sizeBytes: 12_304, wrong: wrongAnswers(27) })], { base: BASE }),
  fail: report(
    [
      compared(
        { wrong: wrongAnswers(30) },
        { sizeBytes: 17_424, arenaBytes: 13_312, filters: 12, wrong: wrongAnswers(52, 4) },
      ),
    ],
    { base: BASE },
  ),
  unchanged: report([compared({ wrong: wrongAnswers(30) }, { wrong: wrongAnswers(30) })], { base: BASE }),
  'first-run': report([judgeFigures(figures({ wrong: wrongAnswers(30) }), LIMITS)], {
    base: { status: 'none', reason: 'kd.yaml is new' },
  }),
  ratchet: report(
    [compared({ sizeBytes: 18_000, wrong: wrongAnswers(30) }, { sizeBytes: 17_900, wrong: wrongAnswers(30) })],
    { base: BASE },
  ),
  waived: report([compared({ wrong: wrongAnswers(30) }, { sizeBytes: 17_424, filters: 12, wrong: wrongAnswers(30) })], {
    base: BASE,
    waiver: { label: 'kd-accept', by: 'octocat', status: 'accepted' },
  }),
  'not-measured': report([compared({ wrong: wrongAnswers(30) }, { wrong: wrongAnswers(30) }, [...LIMITS, LATENCY])], {
    base: BASE,
  }),
  fork: report([compared({ wrong: wrongAnswers(30) }, { wrong: wrongAnswers(29) })], { base: BASE }),
  'three-models-four-boards': report(
    [
      compared(
        { name: 'digits', boards: 4, wrong: wrongAnswers(30) },
        { name: 'digits', boards: 4, wrong: wrongAnswers(30) },
      ),
      compared(
        { name: 'keywords', boards: 4, sizeBytes: 15_000, wrong: wrongAnswers(40) },
        { name: 'keywords', boards: 4, sizeBytes: 15_200, arenaBytes: 11_900, filters: 9, wrong: wrongAnswers(36) },
      ),
      judgeFigures(figures({ name: 'gestures', boards: 4, wrong: wrongAnswers(20) }), LIMITS),
    ],
    { base: BASE },
  ),
};
