// A trained student quantized as `quantize:` says; `mode: auto` judges its attempts on validation data.
import { attempt, attemptLater, must, type Outcome } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import type { Candidate } from '../compress/attempts.ts';
import type { CalibrationSamples } from '../compress/calibrate.ts';
import { chooseCandidate } from '../compress/choose.ts';
import { compress, compressionMacs } from '../compress/compress.ts';
import type { FixedParams } from '../compress/params.ts';
import type { ModelSpec } from '../config/spec.ts';
import { type Dataset, gather, select } from '../data/dataset.ts';
import type { Forward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import { countCorrect, logitsOf } from '../student/evaluate.ts';
import { splitByClass } from '../student/split.ts';
import { writeModel } from '../tflite/write.ts';
import { measureModel } from './measure.ts';
import type { ModelRun } from './model-run.ts';
import { simulationOn } from './simulation.ts';
import { testSetOf } from './test-set.ts';

export interface QuantizedStudent {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly quantization: ReportedQuantization;
}

interface StudentData {
  readonly train: Dataset;
  readonly calibrate: Dataset;
}

/** Problems: `compress/...`, `limits/work`. */
export function quantizeStudent(
  run: ModelRun,
  data: StudentData,
  network: Network,
  forward: Forward,
): Promise<Outcome<QuantizedStudent>> {
  const { model, tools } = run;
  const { mode } = model.quantize;
  const calibration = calibrationOf(data.calibrate);
  const simulate = simulationOn(tools.makeKernels);
  const make = (params: FixedParams): Outcome<Candidate> =>
    attempt(() => {
      const macs = compressionMacs(network, calibration.count, params);
      must(run.spend({ model: run.name, stage: 'quantize', macs }));
      const { activations } = forward;
      const result = must(compress({ network, calibration, activations, params, simulate, write: writeModel }));
      return { params, result };
    });
  return attemptLater(async () => {
    if (mode !== 'auto') return studentOf(must(make({ ...model.quantize, mode })));
    return must(await searchStudent(run, data, forward, make));
  });
}

/** Where `auto` starts: as TensorFlow's converter quantizes. */
const PLAIN = { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false } as const;

function searchStudent(
  run: ModelRun,
  data: StudentData,
  { infer }: Forward,
  make: (params: FixedParams) => Outcome<Candidate>,
): Promise<Outcome<QuantizedStudent>> {
  const { model, tools } = run;
  const { judgedOn, samples } = validationOf(run, data);
  const judge = ({ result: { bytes } }: Candidate): Promise<Outcome<number>> =>
    attemptLater(async () => {
      const { interpreter } = must(measureModel(bytes, [], tools.makeKernels));
      const macs = interpreter.operationsPerInvoke * samples.count;
      must(run.spend({ model: run.name, stage: 'quantize', macs }));
      return must(await tools.evaluate({ bytes, interpreter }, testSetOf(samples))).correct;
    });
  return attemptLater(async () => {
    const { correct: floatCorrect, total } = countCorrect(logitsOf(infer, samples), samples.labels);
    const bound = lossBoundOf(model);
    const enough = floatCorrect - Math.floor(bound * total + ROUNDING);
    const onAttempt = (note: string) => tools.onProgress({ model: run.name, stage: 'quantize', note });
    const params = { ...model.quantize, ...PLAIN };
    const { chosen, tried, isEnough } = must(await chooseCandidate({ make, params, judge, enough, onAttempt }));
    const attempts = tried.map(({ name, params: how, correct }) => ({ name, settings: settingsOf(how), correct }));
    return studentOf(chosen, { judgedOn, total, floatCorrect, bound, isWithin: isEnough, attempts });
  });
}

/** 0.01 * 100 samples is one of them. */
const ROUNDING = 1e-9;

/** The share of right answers that `auto` may lose where no budget says. */
const MAY_LOSE = 0.005;

/** `budgets.quantDrop.max`, the strictest where there are several. */
export function lossBoundOf({ limits }: Pick<ModelSpec, 'limits'>): number {
  const budgets = limits.flatMap(({ measure, kind, value }) =>
    measure === 'quantDrop' && kind === 'max' ? [value] : [],
  );
  return budgets.length > 0 ? Math.min(...budgets) : MAY_LOSE;
}

/** Training samples, held out where `distill.validation` holds some out; never the test set, calibrated on or not. */
function validationOf({ model, seed }: ModelRun, { train, calibrate }: StudentData) {
  const { validation } = splitByClass(train.labels, train.classes.length, model.distill.validation, seed);
  if (validation.length > 0) return { judgedOn: 'held-out', samples: select(train, validation) } as const;
  const isTest = model.data?.calibrate.from === 'test';
  return isTest
    ? ({ judgedOn: 'training', samples: train } as const)
    : ({ judgedOn: 'calibration', samples: calibrate } as const);
}

function studentOf({ params, result }: Candidate, search?: ReportedQuantization['search']): QuantizedStudent {
  const layers = result.noise.layers.map((layer) => ({ ...layer }));
  return { bytes: result.bytes, quantization: { settings: settingsOf(params), ...(search && { search }), layers } };
}

function settingsOf({ mode, calibration, biasCorrection, equalize }: FixedParams): ReportedQuantization['settings'] {
  return { mode, calibration, biasCorrection, equalize };
}

/** All of its samples, as the network is fed them. */
function calibrationOf(samples: Dataset): CalibrationSamples {
  const { count, shape } = samples;
  const x = new Float32Array(count * sizeOf(shape));
  const all = Int32Array.from({ length: count }, (_, i) => i);
  gather(samples, all, x);
  return { x, count, shape };
}
