// `auto` in `distill:`: which settings the search chooses among, and the short trainings that it judges them by.
import { onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, reject } from '../base/problem.ts';
import { ALPHA, TEMPERATURE } from '../nn/losses/distillation.ts';
import { OPTIMIZERS } from '../nn/optimizers/index.ts';
import type { OptimizerList } from '../nn/optimizers/optimizer.ts';
import { type DistillationInput, distill } from './distill.ts';
import { withEpochs } from './epochs.ts';
import type { DistillParams, DistillSection } from './params.ts';
import { type SearchAxis, type SearchedSettings, type SearchResult, searchSettings, type Trial } from './search.ts';

const CANDIDATES = { temperature: [1.5, 3, 6], alpha: [0, 0.1, 0.5] } as const;
/** What `auto` stands for where nothing depends on it. */
const PLAIN = { temperature: TEMPERATURE.default, alpha: ALPHA.default } as const;

const SHARE_OF_EPOCHS = 0.25;
const LEAST_EPOCHS = 3;
/** Held out for the search where the training holds out none. */
const VALIDATION = 0.2;

export interface AutoSearch extends SearchResult {
  /** Of each trial. */
  readonly epochs: number;
}

/** The settings that are to be searched, in this order; none without `auto`. */
export function axesOf(section: DistillSection, isTaught: boolean, list: OptimizerList = OPTIMIZERS): SearchAxis[] {
  const { name } = onlyKeyOf(section.optimizer);
  const rates: SearchAxis = { name: 'learningRate', candidates: list[name].rates };
  const taught = (['temperature', 'alpha'] as const).map(
    (key): SearchAxis => ({ name: key, candidates: CANDIDATES[key] }),
  );
  return [
    ...(section.learningRate === 'auto' ? [rates] : []),
    ...(isTaught && section.loss === undefined ? taught.filter(({ name: key }) => section[key] === 'auto') : []),
  ];
}

/** With numbers alone, for so many training samples: what was chosen, or what the section says. */
export function settle(
  section: DistillSection,
  samples: number,
  chosen: Partial<SearchedSettings> = {},
): DistillParams {
  const { learningRate: own, temperature, alpha, ...rest } = section;
  const { name, value } = onlyKeyOf(section.optimizer);
  const learningRate = chosen.learningRate ?? (typeof own === 'number' ? own : value.learningRate);
  return {
    ...withEpochs(rest, samples),
    temperature: chosen.temperature ?? (temperature === 'auto' ? PLAIN.temperature : temperature),
    alpha: chosen.alpha ?? (alpha === 'auto' ? PLAIN.alpha : alpha),
    optimizer: { [name]: { ...value, learningRate } },
  };
}

export function trialEpochs({ epochs }: Pick<DistillParams, 'epochs'>): number {
  return Math.min(epochs, Math.max(LEAST_EPOCHS, Math.ceil(SHARE_OF_EPOCHS * epochs)));
}

/** Undefined where nothing is `auto`. A training that diverges is the worst trial. Problems: as of `distill`. */
export function searchAuto(
  input: Omit<DistillationInput, 'params'>,
  section: DistillSection,
  onTrial: (done: number) => void = () => {},
): Promise<Outcome<AutoSearch | undefined>> {
  return attemptLater(async () => {
    const axes = axesOf(section, input.teacherLogits !== undefined);
    if (axes.length === 0) return undefined;
    const start = settle(section, input.train.count);
    const epochs = trialEpochs(start);
    const { learningRate } = onlyKeyOf(start.optimizer).value;
    let done = 0;
    const run = async (settings: SearchedSettings): Promise<Trial> => {
      const trial = await trialOf(input, section, settings, epochs);
      onTrial(++done);
      return must(trial);
    };
    const { temperature, alpha } = start;
    return { ...(await searchSettings({ learningRate, temperature, alpha }, axes, run)), epochs };
  });
}

async function trialOf(
  input: Omit<DistillationInput, 'params'>,
  section: DistillSection,
  settings: SearchedSettings,
  epochs: number,
): Promise<Outcome<Trial>> {
  return attemptLater(async () => {
    const settled = settle(section, input.train.count, settings);
    const validation = section.validation > 0 ? section.validation : VALIDATION;
    // The share that its warm-up has of the whole training.
    const { warmup } = settled.schedule;
    const share = warmup === undefined ? {} : { warmup: (warmup * epochs) / settled.epochs };
    const schedule = { ...settled.schedule, ...share };
    const params = { ...settled, epochs, validation, schedule, earlyStopping: 0 };
    const outcome = await distill({ ...input, params, checkpoints: undefined, onProgress: undefined });
    if (!outcome.ok && outcome.problems.every(({ code }) => code === 'student/diverged')) return diverged(settings);
    const { history, bestEpoch } = must(outcome);
    const score = history[bestEpoch - 1].validation;
    if (!score) return rejectTooFew(validation);
    const { accuracy, error, labelLoss } = score;
    return { settings, ...(accuracy && { accuracy }), ...(error && { error }), labelLoss };
  });
}

/** A share of each class, rounded, may be none. */
function rejectTooFew(validation: number): never {
  const wrong = `auto is judged on held-out samples, and ${validation} of each class is none here`;
  return reject('student/too-few', `${wrong}; write numbers instead of auto, or add samples`);
}

function diverged(settings: SearchedSettings): Trial {
  return { settings, labelLoss: Number.POSITIVE_INFINITY };
}
