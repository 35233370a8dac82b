// The reports of which docs/comment has pictures: one of every kind of comment.
import type { Limit } from '../../src/budget/judge.ts';
import { baselineModelOf, judgeFigures } from '../../src/report/measurements.ts';
import type { Report } from '../../src/report/report.ts';
import { CASES, COMMIT, figures, LIMITS, report, TOOL, wrongAnswers } from './cases.ts';
import { PROPOSAL, proposed } from './proposals.ts';

export { COMMIT };

const LATENCY: Limit = { measure: 'latency', kind: 'max', value: 5, ofBaseline: false, level: 'fail', text: '5 ms' };
const BASE: Report['base'] = { status: 'stored', commit: COMMIT };

/** Boards with a time and its band, noise by layer, earlier commits, wrong answers. */
function everything(): Report {
  const timed = (filters: number, latencyMs: number, sizeBytes: number) => {
    const own = figures({ filters, sizeBytes, boards: 2, wrong: wrongAnswers(3 * filters) });
    const boards = own.boards.map((board, i) => {
      return { ...board, latencyMs: latencyMs * (i + 1), latencyBandPercent: 25, latencySource: 'counted' };
    });
    return { ...own, boards };
  };
  const now = timed(10, 4.31, 13_120);
  const judged = judgeFigures(
    now,
    [...LIMITS, { ...LATENCY, value: 10, text: '10 ms' }],
    baselineModelOf(timed(8, 3.87, 12_480), TOOL),
  );
  const noises = ['conv2d_5', 'globalAveragePool_6', 'dense_7'].map((name, i) => {
    return { name, kind: name.split('_')[0], noiseToSignal: [0.00083, 0.00073, 0.0001][i] };
  });
  const classes = ['silence', 'unknown', 'yes', 'no'];
  const rows = classes.map((_, i) => classes.map((__, k) => (i === k ? 1240 : (3 * i + k) % 4)));
  const history = [12_480, 12_480, 12_960, 13_040, 12_800, 12_480].map((sizeBytes, i) => ({
    ...{ commit: COMMIT, version: '0.1.0', sizeBytes, accuracy: { correct: 968 + i, total: 1000 } },
    boards: [{ id: 'arduino-nano-33-ble', arenaMinBytes: 9_216, latencyMs: 3.6 + i / 20 }],
  }));
  const flips = [
    { sample: 412, file: 'test/yes/0a7c2a8d_nohash_0.wav', label: 2, answer: 3, confidence: 0.9961 },
    { sample: 977, file: 'test/no/21cbe292_nohash_0.wav', label: 3, answer: 1, confidence: 0.875 },
  ];
  const settings = { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false } as const;
  const more = { quantization: { settings, layers: noises }, confusion: { classes, rows }, history, flips };
  return report([{ ...judged, ...more, classes }], { base: BASE });
}

function loosened(): Report {
  const [model] = CASES.pass.models;
  const changes: NonNullable<Report['rules']>['changes'] = [
    { what: 'budget', effect: 'looser', model: 'digits', text: 'size max 12 KiB → 16 KiB' },
    { what: 'board', effect: 'tighter', model: 'digits', text: 'board raspberry-pi-pico added' },
  ];
  const rules: Report['rules'] = { wanted: 'head', judgedBy: 'head', changes };
  return { ...report([model], { base: BASE, rules }), verdict: 'warn' };
}

/** A model that fails, with the change that passes. */
function withWayToPass(): Report {
  const { edits = [], changes } = PROPOSAL;
  const wider = changes.map((change) => ({ ...change, to: 10 }));
  const longer = { path: ['models', 'digits', 'distill', 'epochs'], from: 20, to: 40 };
  const others = [{ changes: [...wider, longer], size: 0.41, accuracyChange: 0.0021 }];
  const effects = [
    { measure: 'size', before: 17_424, after: 12_800, limit: 16_384 },
    { measure: 'arena', scope: 'arduino-nano-33-ble', before: 9_216, after: 7_168, limit: 10_240 },
    { measure: 'accuracy', before: 0.973, after: 0.969, limit: 0.96 },
  ] as const;
  return proposed({ ...PROPOSAL, edits: edits.slice(0, 1), effects: [...effects], others, judged: 1500 });
}

export const PICTURES: Readonly<Record<string, Report>> = {
  ...CASES,
  latency: everything(),
  'to-pass': withWayToPass(),
  'rules-changed': loosened(),
  'job-missing': {
    ...report([...CASES['three-models-four-boards'].models], { base: BASE }),
    missing: ['wake-word'],
    verdict: 'not measured',
  },
};

/** Pictures with everything unfolded, and what they show. */
export const OPEN: ReadonlyMap<string, string> = new Map([
  ['fail-open', 'fail'],
  ['latency-open', 'latency'],
  ['to-pass-open', 'to-pass'],
]);
