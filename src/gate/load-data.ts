// The data of a model's run, with what their features need.
import { type Outcome, under } from '../base/problem.ts';
import type { Spool } from '../base/spool.ts';
import type { ExtractionHooks } from '../data/features/extract.ts';
import { type DataSets, loadData } from '../data/load.ts';
import { READERS } from '../data/readers/index.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { tflmFrontend } from './tflm-frontend.ts';

/** Problems have paths inside the model's section. */
export async function loadRunData(run: ModelRun, spool: Spool | undefined): Promise<Outcome<DataSets>> {
  const { model, tools } = run;
  return under('data', await loadData(model.data, tools.read, READERS, model.task, { ...featuresHooks(run), spool }));
}

/** Of the features of both sets. */
function featuresHooks(run: ModelRun): ExtractionHooks {
  const stage = 'features';
  return {
    spend: (macs) => run.spend({ model: run.name, stage, macs }),
    onProgress: listenerOf(run, stage),
    makeFrontend: () => tflmFrontend(run.tools.makeKernels),
  };
}
