// Reports with everything that the page has a picture of: composed by hand, and one of a large model as it measures.
import { orBug } from '../../../src/base/problem.ts';
import { measureModel, onBoard } from '../../../src/gate/measure.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import type { ArenaMap } from '../../../src/report/arena-map.ts';
import { judgeFigures } from '../../../src/report/measurements.ts';
import type { ModelReport, Report, ReportedTraining } from '../../../src/report/report.ts';
import type { MakeKernels } from '../../../src/simd/kernels.ts';
import type { Model } from '../../../src/tflite/model.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { boardOf } from '../../board/shipped.ts';
import { COMMIT, compared, LIMITS, report, wrongAnswers } from '../cases.ts';
import { PROPOSAL } from '../proposals.ts';

const PROFILE = 'cortex-m4f/cmsis_nn';

/** Of three operators, each as wide as its output. */
function mapOf(bytes: number): ArenaMap {
  const buffer = { kind: 'tensor' as const, offset: 0, bytes };
  return {
    profiles: [PROFILE],
    buffers: [
      { ...buffer, index: 0, name: 'input', bytes: bytes / 2, from: -1, to: 0 },
      { ...buffer, index: 1, name: 'net/conv2d/Relu6', offset: bytes / 2, from: 0, to: 1 },
      { ...buffer, index: 2, name: 'net/depthwise/Relu6', bytes: bytes / 4, from: 1, to: 2 },
      { kind: 'scratch', index: 0, offset: bytes * 1.5, bytes: 256, from: 0, to: 0 },
    ],
  };
}

const training = (name: string): ReportedTraining => ({
  ...{ formula: name, epochs: 20, bestEpoch: 17, trainableParameters: 1234 },
  curve: Array.from({ length: 20 }, (_, i) => ({
    epoch: i + 1,
    trainLoss: 2 / (i + 1),
    validationLoss: 2.2 / (i + 1) + 0.05,
    validationAccuracy: 1 - 0.5 / (i + 1),
  })),
});

const classes = Array.from({ length: 10 }, (_, c) => `digit ${c}`);

/** As a run makes them, with all that can be drawn. */
function pictured(model: ModelReport): ModelReport {
  const figures = ({ model: own, boards }: Pick<ModelReport, 'model' | 'boards'>) => ({
    model: {
      ...own,
      operators: own.operators.map((operator, i) => ({ ...operator, weightBytes: 1000 * (i + 1) })),
      arenaMaps: [mapOf(own.profiles[PROFILE].headBytes / 2 - 128)],
      costs: {
        [PROFILE]: { instructions: 60_000, instructionsByOperator: [30_000, 20_000, 10_000], flashBytes: 60_000 },
      },
    },
    boards: boards.map((board) => ({ ...board, latencyMs: 6, latencyBandPercent: 25, msByOperator: [3, 2, 1] })),
  });
  return {
    ...model,
    ...figures(model),
    ...(model.base && { base: { ...model.base, ...figures(model.base) } }),
    training: { ...training('L = CE'), aware: AWARE },
    scratch: { training: training('L = CE'), accuracy: { correct: 930, total: 1000 } },
    quantization: {
      settings: { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false },
      layers: [
        { name: 'dense', kind: 'dense', noiseToSignal: 0.0123 },
        { name: 'conv2d', kind: 'conv2d', noiseToSignal: 0.00012 },
        { name: 'none', kind: 'conv2d', noiseToSignal: 0 },
      ],
    },
    confusion: {
      classes,
      rows: classes.map((_, i) => classes.map((__, j) => (i === j ? 95 : j === (i + 1) % 10 ? 5 : 0))),
    },
    mistakes: [{ sample: 17, file: 'three/17.png', label: 3, answer: 8, confidence: 0.98 }],
    flips: [{ sample: 4, label: 1, answer: 7, confidence: 0.71 }],
    history: Array.from({ length: 6 }, (_, i) => ({
      ...{ commit: String(i).repeat(40), version: '0.1.0', sizeBytes: 12_000 + 100 * i },
      accuracy: { correct: 960 + i, total: 1000 },
      boards: [{ id: 'arduino-nano-33-ble', arenaMinBytes: 9000 + 16 * i, ...(i > 2 && { latencyMs: 5 + i }) }],
    })),
  };
}

const AWARE: NonNullable<ReportedTraining['aware']> = {
  ...{ epochs: 20, bestEpoch: 3, learningRate: 1e-4, judgedOn: 'held-out', isShipped: true },
  answers: { correct: 59, total: 60 },
  answersBefore: { correct: 57, total: 60 },
  curve: training('').curve,
};

/** Over its budgets, with a base. */
export function wholeReport(): Report {
  const now = { sizeBytes: 17_424, arenaBytes: 13_312, filters: 12, wrong: wrongAnswers(52, 4) };
  const model = { ...pictured(compared({ wrong: wrongAnswers(30) }, now)), proposal: PROPOSAL };
  return report([model], {
    base: { status: 'stored', commit: COMMIT },
    head: { commit: 'f'.repeat(40), isClean: true },
  });
}

/** Each operator adds the two values before it: lives that overlap. */
function additions(operators: number): Model {
  const quantization = { scales: [0.5], zeroPoints: [0], quantizedDimension: 0 };
  const tensor = (i: number) => ({
    ...{ name: `block_${i}/residual/add`, type: 'INT8' as const, shape: [1, 1 + (i % 16), 8, 8], buffer: 0 },
    ...{ quantization, isVariable: false },
  });
  return {
    ...{ version: 3, description: '', buffers: [new Uint8Array(0)], metadata: [] },
    subgraphs: [
      {
        ...{ name: 'main', inputs: [0], outputs: [operators] },
        tensors: Array.from({ length: operators + 1 }, (_, i) => ({ ...tensor(i), shape: [1, 8, 8, 8] })),
        operators: Array.from({ length: operators }, (_, i) => ({
          ...{ code: 'ADD' as const, version: 2, hasOptions: true, options: { fusedActivationFunction: 0 } },
          ...{ inputs: [i, Math.max(i - 1, 0)], outputs: [i + 1] },
        })),
      },
    ],
  };
}

/** Of a model with so many operators, measured on two boards, with a base of one operator less. */
export function largeReport(operators: number, makeKernels: MakeKernels): Report {
  const boards = ['arduino-nano-33-ble', 'nucleo-f746zg'].map(boardOf);
  const profiles = boards.map(({ profile }) => profileOf(profile));
  const measured = (count: number) => {
    const measurement = orBug(measureModel(writeModel(additions(count)), profiles, makeKernels));
    return { model: measurement.figures, boards: boards.map((board) => onBoard(board, measurement)) };
  };
  const figures = { name: 'large', inputs: {}, ...measured(operators) };
  const base = { tool: report([]).tool, inputs: {}, ...measured(operators - 1) };
  const layers = Array.from({ length: operators }, (_, i) => ({
    name: `block_${i}/residual/add`,
    kind: 'add',
    noiseToSignal: 1e-3 / (i + 1),
  }));
  const model = {
    ...judgeFigures(figures, LIMITS, base),
    training: training('L = CE'),
    quantization: {
      settings: { mode: 'int8' as const, calibration: 'min-max', biasCorrection: false, equalize: false },
      layers,
    },
  };
  return report([model], { base: { status: 'stored', commit: COMMIT } });
}
