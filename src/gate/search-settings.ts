// `auto` in `distill:` to numbers, before the student is trained.
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import type { Network } from '../nn/network/network.ts';
import type { ReportedTraining } from '../report/report.ts';
import { type AutoSearch, axesOf, searchAuto, settle, trialEpochs } from '../student/auto.ts';
import { scoreIn } from '../student/score.ts';
import { mostTrials, type SearchedSettings } from '../student/search.ts';
import type { Teaching } from '../teacher/teacher.ts';
import type { ModelRun } from './model-run.ts';
import type { TrainingData } from './train-student.ts';
import { augmentFor, macsOfEpoch, trainingInput } from './training-input.ts';

export interface SettledRun {
  /** Its `distill:` has numbers alone. */
  readonly run: ModelRun;
  /** Absent where nothing was `auto`. */
  readonly search?: ReportedTraining['search'];
}

/** Problems: `limits/work`, and those of a training, with paths inside the model's section. */
export function settleRun(
  run: ModelRun,
  { train }: Pick<TrainingData, 'train'>,
  network: Network,
  teacher: Teaching | undefined,
): Promise<Outcome<SettledRun>> {
  return attemptLater(async () => {
    const section = { ...run.model.distill, augment: augmentFor(run, teacher) };
    const axes = axesOf(section, teacher !== undefined);
    if (axes.length === 0) return { run };
    const stage = 'search settings';
    const parts = { train, network, params: settle(section, train.count), teacher };
    const total = mostTrials(axes);
    must(run.spend({ model: run.name, stage, macs: total * trialEpochs(parts.params) * macsOfEpoch(parts) }));
    const onTrial = (done: number) => run.tools.onProgress({ model: run.name, stage, done, total });
    const found = must(under('distill', await searchAuto(trainingInput(run, stage, parts), section, onTrial)));
    return { run: withSettings(run, found?.chosen), ...(found && { search: reportSearch(found) }) };
  });
}

function withSettings(run: ModelRun, chosen: SearchedSettings | undefined): ModelRun {
  if (!chosen) return run;
  return { ...run, model: { ...run.model, distill: { ...run.model.distill, ...chosen } } };
}

function reportSearch({ trials, epochs }: AutoSearch): ReportedTraining['search'] {
  return { epochs, trials: trials.map(({ settings, ...score }) => ({ ...settings, ...scoreIn(score) })) };
}
