// What a model of kd.yaml says of quantizing: its calibration samples and its settings, for a network from elsewhere.
import { attemptLater, must, type Outcome, reject, under } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { ExtractionHooks } from '../data/features/extract.ts';
import { loadData } from '../data/load.ts';
import { READERS } from '../data/readers/index.ts';
import type { Quantizing } from './convert.ts';
import { calibrationOf } from './quantize-student.ts';

/** Problems: `data/...`, with paths inside the model's section. */
export function quantizingOfSpec(
  model: ModelSpec,
  read: ReadFile,
  hooks: ExtractionHooks,
): Promise<Outcome<Quantizing>> {
  return attemptLater(async () => {
    const { calibrate } = must(under('data', await loadData(model.data, read, READERS, model.task, hooks)));
    if (!calibrate) reject('data/calibrate-missing', 'convert needs the samples of data.train; name their file');
    const { mode, ...settings } = model.quantize;
    // `auto` chooses on labels, after a training.
    if (mode === 'auto') reject('spec/choice', 'auto is for `run`; write int8 or int16x8', { path: 'quantize.mode' });
    return { calibration: calibrationOf(calibrate), params: { ...settings, mode } };
  });
}
