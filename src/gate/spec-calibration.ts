// What a model of kd.yaml says of quantizing: its calibration samples and its settings, for a network from elsewhere.
import { attemptLater, must, type Outcome, reject, under } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { ModelSpec } from '../config/spec.ts';
import { loadData } from '../data/load.ts';
import { READERS } from '../data/readers/index.ts';
import type { Quantizing } from './convert.ts';
import type { Engine } from './engine.ts';
import { calibrationOf } from './quantize-student.ts';
import { tflmFrontend } from './tflm-frontend.ts';
import { withSpool } from './with-spool.ts';

/** `spend`: asked before features are made, with their multiply-accumulates. */
export interface CalibrationTools {
  readonly read: ReadFile;
  readonly engine: Pick<Engine, 'makeKernels' | 'openSpool'>;
  spend(macs: number): Outcome<void>;
}

/** Problems: `data/...`, with paths inside the model's section. */
export function quantizingOfSpec(
  { data, task, quantize }: ModelSpec,
  { read, engine, spend }: CalibrationTools,
): Promise<Outcome<Quantizing>> {
  return attemptLater(async () => {
    const { mode, ...settings } = quantize;
    // `auto` chooses on labels, after a training.
    if (mode === 'auto') reject('spec/choice', 'auto is for `run`; write int8 or int16x8', { path: 'quantize.mode' });
    const calibration = await withSpool(engine, async (spool) => {
      const hooks = { spool, spend, makeFrontend: () => tflmFrontend(engine.makeKernels) };
      const { calibrate } = must(under('data', await loadData(data, read, READERS, task, hooks)));
      return calibrate && calibrationOf(calibrate);
    });
    if (!calibration) {
      const other = 'or of data.test with calibrate: { from: test }';
      return reject('data/calibrate-missing', `convert needs the samples of data.train, ${other}; name their file`);
    }
    return { calibration, params: { ...settings, mode } };
  });
}
