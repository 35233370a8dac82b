// Which candidates are trained, in which order: the smallest change that can be expected to pass first, and then
// smaller ones as long as they are worth a training.
import { exp, log } from '../base/elementary.ts';
import { type Forecast, forecastFrom, NO_CHANGE, type Observation, type Traits } from './forecast.ts';
import type { JudgedCandidate } from './judged.ts';
import type { Margins } from './margins.ts';

export interface Trial {
  readonly passes: boolean;
  /** How far it is from passing, as a share of the budgets that it fails. */
  readonly shortfall: number;
  readonly margins: Margins;
  /** By how much budgets for costs are exceeded, as a share of them; 0 where the estimate held. */
  readonly costExcess: number;
}

/** What trains candidates. */
export interface Trainer {
  /** In trainings of the model as it is. */
  costOf(candidate: JudgedCandidate): number;
  /** Whether the work that is left suffices. */
  affords(candidate: JudgedCandidate): boolean;
  attempt(candidate: JudgedCandidate): Promise<Trial>;
}

export interface SearchInput {
  /** Those that fit, the smallest change first. */
  readonly queue: readonly JudgedCandidate[];
  /** Of the network as it is. */
  readonly margins: Margins;
  readonly traitsOf: (candidate: JudgedCandidate) => Traits;
  readonly trainer: Trainer;
}

interface TriedCandidate {
  readonly candidate: JudgedCandidate;
  readonly trial: Trial;
}

/** How likely what is tried should be to pass, where there is such a change. */
const LIKELY = 0.5;
/** In logarithms of the probability that makes up for them: e times the work, and a change larger by 1. */
const PER_WORK = 0.5;
const PER_SIZE = 0.5;
/** Trials that a forecast learns from, the last ones: it takes their number cubed. */
const MOST_SEEN = 64;
/** How often a change that passed is made smaller again, and the share of it that each time has to be expected. */
const MOST_REFINEMENTS = 12;
const LEAST_GAIN = 0.02;

/** The smallest that passed, if any did. */
export async function searchPassing(input: SearchInput): Promise<JudgedCandidate | undefined> {
  const { trainer } = input;
  const tried: TriedCandidate[] = [];
  let best: JudgedCandidate | undefined;
  for (let refinements = 0; refinements < MOST_REFINEMENTS; ) {
    const open = openCandidates(input, tried, best);
    const forecast = forecastOf(input, tried);
    const next = best ? smaller(open, best, forecast) : likeliest(open, forecast, trainer);
    if (!next) break;
    if (best) refinements++;
    const trial = await trainer.attempt(next);
    tried.push({ candidate: next, trial });
    if (trial.passes) best = next;
  }
  return best;
}

function openCandidates({ queue, trainer }: SearchInput, tried: readonly TriedCandidate[], best?: JudgedCandidate) {
  return queue.filter((candidate) => {
    if (best && candidate.size >= best.size) return false;
    return trainer.affords(candidate) && !tried.some((one) => one.candidate === candidate || costsMore(candidate, one));
  });
}

/** Where the estimate of such a change fell short once, it does again. */
function costsMore(candidate: JudgedCandidate, { candidate: other, trial: { costExcess } }: TriedCandidate): boolean {
  return costExcess > 0 && candidate.family === other.family && candidate.room < other.room + costExcess;
}

function forecastOf({ margins, traitsOf }: SearchInput, tried: readonly TriedCandidate[]): Forecast {
  const now: Observation = { traits: NO_CHANGE, margins };
  const seen = tried
    .slice(-MOST_SEEN)
    .map(({ candidate, trial }) => ({ traits: traitsOf(candidate), margins: trial.margins }));
  return forecastFrom([now, ...seen], traitsOf);
}

function likeliest(
  open: readonly JudgedCandidate[],
  forecast: Forecast,
  trainer: Trainer,
): JudgedCandidate | undefined {
  const chances = open.map((candidate) => ({ candidate, chance: forecast(candidate) }));
  const first = chances.find(({ chance }) => chance >= log(LIKELY));
  if (first) return first.candidate;
  const found = bestOf(chances, ({ candidate, chance }) => {
    return chance - PER_WORK * log(Math.max(trainer.costOf(candidate), 1)) - PER_SIZE * candidate.size;
  });
  return found?.item.candidate;
}

function smaller(open: readonly JudgedCandidate[], best: JudgedCandidate, forecast: Forecast) {
  const found = bestOf(open, (one) => exp(forecast(one)) * (1 - one.size / best.size));
  return found && found.worth >= LEAST_GAIN ? found.item : undefined;
}

/** The first of those that are worth most. */
function bestOf<T>(items: readonly T[], worthOf: (item: T) => number) {
  let best: { readonly item: T; readonly worth: number } | undefined;
  for (const item of items) {
    const worth = worthOf(item);
    if (!best || worth > best.worth) best = { item, worth };
  }
  return best;
}
