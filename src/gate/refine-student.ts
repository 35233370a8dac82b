// A trained student made smaller as `prune:` and `cluster:` say, a step after the other; after each it is trained on.
import { onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, reject, under } from '../base/problem.ts';
import type { CalibrationSamples } from '../compress/calibrate.ts';
import { pruneChannels } from '../compress/channels/prune-channels.ts';
import { cluster } from '../compress/cluster/clusters.ts';
import { type ClusterParams, clusterTuning } from '../compress/cluster/params.ts';
import type { FineTuneSettings } from '../compress/fine-tuning.ts';
import { type KeptForm, keepingForm } from '../compress/kept-form.ts';
import { channelTuning, type PruneParams, sparsityOf, weightTuning } from '../compress/prune/params.ts';
import { prunedLayers, pruner } from '../compress/prune/zeros.ts';
import { createForward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { numbersOf } from '../nn/network/numbers.ts';
import { macsOf } from '../nn/network/work.ts';
import type { TrainerHooks } from '../nn/trainer.ts';
import type { StageName } from '../report/stages.ts';
import { distill } from '../student/distill.ts';
import { fineTuningParams, stepsOf } from '../student/fine-tune.ts';
import { checkpointsOf } from './checkpoints.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import type { FloatStudent } from './train-aware.ts';
import { digestOfFloats, lessonOf, macsOfEpoch } from './training-input.ts';

/** The student after a step. */
export interface RefinedStudent {
  readonly name: StageName;
  readonly student: FloatStudent;
  /** What was asked for and isn't there, in a sentence. */
  readonly shortfall?: string;
}

type ShrunkStudent = FloatStudent & Pick<RefinedStudent, 'shortfall'>;

/** The student itself and after each step that kd.yaml asks for. Problems: as of `distill`, with paths inside the
 * step's section. */
export function refineStudent(
  run: ModelRun,
  student: FloatStudent,
  calibration: CalibrationSamples,
): Promise<Outcome<readonly RefinedStudent[]>> {
  const { prune, cluster: clustering } = run.model;
  return attemptLater(async () => {
    const stages: RefinedStudent[] = [{ name: 'trained', student }];
    const last = () => stages[stages.length - 1].student;
    const add = (name: StageName, refined: Outcome<ShrunkStudent>) => {
      const { shortfall, ...own } = must(refined);
      stages.push({ name, student: own, ...(shortfall !== undefined && { shortfall }) });
    };
    if (prune?.channels !== undefined) {
      add('fewer channels', await removeChannels(run, last(), prune, prune.channels, calibration));
    }
    const sparsity = prune && sparsityOf(prune);
    if (prune && sparsity !== undefined) add('sparse', await removeWeights(run, last(), prune, sparsity));
    if (clustering) add('clustered', await clusterWeights(run, last(), clustering));
    return stages;
  });
}

function removeChannels(
  run: ModelRun,
  student: FloatStudent,
  params: PruneParams,
  share: number,
  calibration: CalibrationSamples,
): Promise<Outcome<ShrunkStudent>> {
  return attemptLater(async () => {
    const before = macsOf(student.network);
    must(run.spend({ model: run.name, stage: 'prune channels', macs: before * calibration.count }));
    const network = pruneChannels(student.network, share, calibration, student.forward.activations);
    const removed = 1 - macsOf(network) / before;
    if (removed === 0) reject('compress/no-channels', NO_CHANNELS, { path: 'prune.channels' });
    const tuning = channelTuning(params, floatOf(student));
    const refined = must(await trainOn(run, student, { section: 'prune', stage: 'prune channels', network, tuning }));
    return removed < share ? { ...refined, shortfall: shortfallOf(share, removed) } : refined;
  });
}

const NO_CHANNELS =
  'takes away nothing: all channels are inputs or answers, or the last of their layer; remove this key, or add a layer';

function shortfallOf(asked: number, removed: number): string {
  const [wanted, found] = [asked, removed].map((share) => `${(100 * share).toFixed(0)}%`);
  return `prune.channels asks for ${wanted} of the work, ${found} went: each layer keeps a fifth of its channels`;
}

/** Of the epochs, in which zeros grow. */
const GROWING = 1 / 2;

function removeWeights(
  run: ModelRun,
  student: FloatStudent,
  params: PruneParams,
  sparsity: number,
): Promise<Outcome<FloatStudent>> {
  const { network, input } = student;
  const tuning = weightTuning(params, floatOf(student));
  const growing = params.pattern === '2:4' ? 1 : Math.max(1, Math.floor(GROWING * tuning.epochs));
  const { steps } = stepsOf(input.train, input.params, input.seed);
  const hooks = pruner(prunedLayers(network), { sparsity, pattern: params.pattern, steps: growing * steps });
  const kept: KeptForm = { keepsZeros: true, clusters: [] };
  // An epoch with fewer zeros may answer better, but is not what was asked for.
  const bestFrom = params.pattern === '2:4' ? 1 : Math.min(growing, tuning.epochs);
  return trainOn(run, student, { section: 'prune', stage: 'prune weights', network, tuning, hooks, kept, bestFrom });
}

function clusterWeights(run: ModelRun, student: FloatStudent, params: ClusterParams): Promise<Outcome<FloatStudent>> {
  const { keepsZeros = false } = student.kept ?? {};
  const { network, layers } = cluster(student.network, params, { seed: run.seed, keepsZeros });
  const kept: KeptForm = { keepsZeros, clusters: layers };
  const hooks = keepingForm(network, kept);
  const tuning = clusterTuning(params, floatOf(student));
  return trainOn(run, student, { section: 'cluster', stage: 'cluster', network, tuning, hooks, kept });
}

function floatOf({ input: { params } }: FloatStudent): FineTuneSettings {
  return { epochs: params.epochs, learningRate: onlyKeyOf(params.optimizer).value.learningRate };
}

interface Lesson {
  readonly section: 'prune' | 'cluster';
  readonly stage: string;
  /** To start from. */
  readonly network: Network;
  readonly tuning: FineTuneSettings;
  readonly hooks?: TrainerHooks;
  readonly kept?: KeptForm;
  readonly bestFrom?: number;
}

function trainOn(
  run: ModelRun,
  student: FloatStudent,
  { section, stage, network, tuning, hooks, kept, bestFrom }: Lesson,
): Promise<Outcome<FloatStudent>> {
  const { input, teacher } = student;
  const { train } = input;
  const params = fineTuningParams(input.params, tuning);
  return attemptLater(async () => {
    must(run.spend({ model: run.name, stage, macs: tuning.epochs * macsOfEpoch({ train, network, params, teacher }) }));
    const start = { numbers: digestOfFloats(numbersOf(network)), tuning, settings: run.model[section] };
    const distilled = await distill({
      ...input,
      network,
      params,
      ...(hooks && { trainer: hooks }),
      ...(bestFrom !== undefined && { bestFrom }),
      checkpoints: checkpointsOf(run, stage, { ...lessonOf(train, teacher), start }),
      onProgress: listenerOf(run, stage),
    });
    const { network: trained } = must(under(section, distilled));
    return { ...student, network: trained, forward: createForward(trained, run.tools.makeKernels), kept };
  });
}
