// The integer model that a student would be after each step of making it smaller, to see what the step was worth.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { compress, compressionMacs } from '../compress/compress.ts';
import type { FixedParams } from '../compress/params.ts';
import { zerosIn } from '../compress/prune/zeros.ts';
import type { StageName } from '../report/stages.ts';
import type { Score } from '../student/score.ts';
import { writeModel } from '../tflite/write.ts';
import type { ModelRun } from './model-run.ts';
import { calibrationOf, PLAIN } from './quantize-student.ts';
import type { RefinedStudent } from './refine-student.ts';
import { simulationOn } from './simulation.ts';
import type { FloatStudent } from './train-aware.ts';

export interface StageModel {
  readonly name: StageName;
  /** Of a .tflite file, quantized after training whatever `quantize` says besides. */
  readonly bytes: Uint8Array;
  /** On the test set, before quantization. */
  readonly floatScore?: Score;
  /** Of the weights of convolutions and dense layers. */
  readonly zeros: number;
  /** What was asked for and isn't there, in a sentence. */
  readonly shortfall?: string;
}

/** Problems: as of `compress`. */
export function stagesOf(
  run: ModelRun,
  refined: readonly RefinedStudent[],
  scoreIn: (student: FloatStudent) => Score | undefined,
): Outcome<readonly StageModel[]> {
  const { mode, ...quantize } = run.model.quantize;
  const params: FixedParams = mode === 'auto' ? { ...quantize, ...PLAIN } : { ...quantize, mode };
  return attempt(() =>
    refined.map(({ name, student, shortfall }): StageModel => {
      const { network, forward, calibrate } = student;
      const calibration = calibrationOf(calibrate);
      const macs = compressionMacs(network, calibration.count, params);
      must(run.spend({ model: run.name, stage: 'quantize', macs }));
      const simulate = simulationOn(run.tools.makeKernels);
      const { activations } = forward;
      const { bytes } = must(compress({ network, calibration, activations, params, simulate, write: writeModel }));
      const { zeros, weights } = zerosIn(network);
      const floatScore = scoreIn(student);
      const beside = { ...(floatScore && { floatScore }), ...(shortfall !== undefined && { shortfall }) };
      return { name, bytes, zeros: weights > 0 ? zeros / weights : 0, ...beside };
    }),
  );
}
