// A trained student quantized as `quantize:` says; where there is a choice, it is judged on validation data.
import { attempt, attemptLater, must, type Outcome } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import { ATTEMPTS, type Attempt, type Candidate, withAware } from '../compress/attempts.ts';
import type { CalibrationSamples } from '../compress/calibrate.ts';
import { chooseCandidate } from '../compress/choose.ts';
import { compress, compressionMacs } from '../compress/compress.ts';
import type { FixedParams } from '../compress/params.ts';
import type { ModelSpec } from '../config/spec.ts';
import { type Dataset, gather, select } from '../data/dataset.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import type { ReportedTraining } from '../report/report.ts';
import { logitsOf } from '../student/evaluate.ts';
import { type Score, scoreOf } from '../student/score.ts';
import { splitOf } from '../student/split.ts';
import { writeModel } from '../tflite/write.ts';
import { measureModel } from './measure.ts';
import type { ModelRun } from './model-run.ts';
import { simulationOn } from './simulation.ts';
import { testSetOf } from './test-set.ts';
import { type FloatStudent, trainAware } from './train-aware.ts';

export interface QuantizedStudent {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly quantization: ReportedQuantization;
  /** Where `quantize.aware` asks for it. */
  readonly aware?: ReportedTraining['aware'];
}

/** Problems: `compress/...`, `limits/work`, and those of a training. */
export function quantizeStudent(run: ModelRun, student: FloatStudent): Promise<Outcome<QuantizedStudent>> {
  const { model, tools } = run;
  const { mode } = model.quantize;
  const { network, forward } = student;
  const calibration = calibrationOf(student.calibrate);
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
    if (mode === 'auto') return must(await searchStudent(run, student, calibration, make));
    const params = { ...model.quantize, mode };
    const after = must(make(params));
    const aware = must(await trainAware(run, student, calibration, params));
    if (!aware) return studentOf(after);
    const { judgedOn, samples } = validationOf(run, student);
    const judge = judgeOf(run, samples);
    const [answers, answersBefore] = [must(await judge(aware)), must(await judge(after))];
    // As good is no reason for a model that learned from roundings.
    const isShipped = answers.correct > answersBefore.correct;
    const { settings, bestEpoch, curve } = aware;
    return {
      ...studentOf(isShipped ? aware : after),
      aware: { ...settings, bestEpoch, judgedOn, answers, answersBefore, curve, isShipped },
    };
  });
}

/** Where `auto` starts: as TensorFlow's converter quantizes. */
export const PLAIN = { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false } as const;

function searchStudent(
  run: ModelRun,
  student: FloatStudent,
  calibration: CalibrationSamples,
  make: (params: FixedParams) => Outcome<Candidate>,
): Promise<Outcome<QuantizedStudent>> {
  const { model, tools } = run;
  const { judgedOn, samples } = validationOf(run, student);
  const answersOf = judgeOf(run, samples);
  const judge = (candidate: Candidate): Promise<Outcome<number>> =>
    attemptLater(async () => must(await answersOf(candidate)).correct);
  return attemptLater(async () => {
    const logits = logitsOf(student.forward.infer, samples);
    const { correct: floatCorrect, total } = answersIn(scoreOf(samples, logits));
    const bound = lossBoundOf(model);
    const enough = floatCorrect - Math.floor(bound * total + ROUNDING);
    const onAttempt = (note: string) => tools.onProgress({ model: run.name, stage: 'quantize', note });
    const params = { ...model.quantize, ...PLAIN };
    const attempts = attemptsOf(run, student, calibration);
    const choosing = { make, params, judge, enough, onAttempt };
    const { chosen, tried, isEnough } = must(await chooseCandidate(choosing, attempts));
    const trials = tried.map(({ name, candidate, correct }) => ({ name, settings: settingsOf(candidate), correct }));
    return studentOf(chosen, { judgedOn, total, floatCorrect, bound, isWithin: isEnough, attempts: trials });
  });
}

/** `aware: false` leaves quantization-aware training out. */
function attemptsOf(run: ModelRun, student: FloatStudent, calibration: CalibrationSamples): readonly Attempt[] {
  const { aware = true } = run.model.quantize;
  const train = (params: FixedParams) =>
    attemptLater(async () => {
      const candidate = must(await trainAware(run, student, calibration, { ...params, aware }));
      if (!candidate) throw new Error('quantization-aware training was asked for');
      return candidate;
    });
  const attempts = aware === false ? ATTEMPTS : withAware(train);
  return run.model.cluster ? attempts.filter(({ parts }) => parts !== 'clusters') : attempts;
}

/** Right answers of a candidate on samples. */
function judgeOf(run: ModelRun, samples: Dataset) {
  return ({ result: { bytes } }: Candidate) =>
    attemptLater(async () => {
      const { interpreter, model } = must(measureModel(bytes, [], run.tools.makeKernels));
      const macs = interpreter.operationsPerInvoke * samples.count;
      must(run.spend({ model: run.name, stage: 'quantize', macs }));
      const { accuracy } = must(await run.tools.evaluate({ bytes, interpreter }, testSetOf(samples, model)));
      return answersIn({ accuracy });
    });
}

/** config/needs.ts lets only tasks with right answers come here. */
function answersIn({ accuracy }: Score) {
  if (!accuracy) throw new Error('the task has no right answers');
  return { correct: accuracy.correct, total: accuracy.total };
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
function validationOf({ model }: ModelRun, { input: { train, params, seed }, calibrate }: FloatStudent) {
  const { validation } = splitOf(train, params.validation, seed);
  if (validation.length > 0) return { judgedOn: 'held-out', samples: select(train, validation) } as const;
  const isTest = model.data?.calibrate.from === 'test';
  return isTest
    ? ({ judgedOn: 'training', samples: train } as const)
    : ({ judgedOn: 'calibration', samples: calibrate } as const);
}

function studentOf(candidate: Candidate, search?: ReportedQuantization['search']): QuantizedStudent {
  const { bytes, noise } = candidate.result;
  const layers = noise.layers.map((layer) => ({ ...layer }));
  return { bytes, quantization: { settings: settingsOf(candidate), ...(search && { search }), layers } };
}

function settingsOf({ params, isAware }: Candidate): ReportedQuantization['settings'] {
  const { mode, calibration, biasCorrection, equalize } = params;
  if (isAware) return { mode, calibration, biasCorrection: false, equalize: false, aware: true };
  return { mode, calibration, biasCorrection, equalize };
}

/** All of its samples, as the network is fed them. */
export function calibrationOf(samples: Dataset): CalibrationSamples {
  const { count, shape } = samples;
  const x = new Float32Array(count * sizeOf(shape));
  const all = Int32Array.from({ length: count }, (_, i) => i);
  gather(samples, all, x);
  return { x, count, shape };
}
