// The search behind `auto`: one setting after the other, each the best of a few by short trainings on held-out samples.
import { goodnessOf, type Score } from './score.ts';

/** What `auto` may stand for. */
export interface SearchedSettings {
  readonly learningRate: number;
  readonly temperature: number;
  readonly alpha: number;
}

export type SettingName = keyof SearchedSettings;

/** What a short training with these settings reached on the held-out samples. */
export interface Trial extends Score {
  readonly settings: SearchedSettings;
  /** The mean loss by the data alone, which is comparable where losses are not. Infinite: the training diverged. */
  readonly labelLoss: number;
}

/** The candidates of one setting, in the order in which they are tried. */
export interface SearchAxis {
  readonly name: SettingName;
  readonly candidates: readonly number[];
}

export interface SearchResult {
  readonly chosen: SearchedSettings;
  /** In the order in which they ran, none twice. */
  readonly trials: readonly Trial[];
}

/**
 * Coordinate search: an axis after the other, each with the best of the ones before. At most one training a candidate.
 * The best score wins, among equals the least loss, then the one that was tried first.
 */
export async function searchSettings(
  start: SearchedSettings,
  axes: readonly SearchAxis[],
  run: (settings: SearchedSettings) => Promise<Trial>,
): Promise<SearchResult> {
  const trials: Trial[] = [];
  let chosen = start;
  for (const { name, candidates } of axes) {
    const found: Trial[] = [];
    for (const candidate of candidates) {
      const settings = { ...chosen, [name]: candidate };
      const known = trials.find((trial) => isSame(trial.settings, settings));
      const trial = known ?? (await run(settings));
      if (!known) trials.push(trial);
      found.push(trial);
    }
    if (found.length > 0) chosen = found.reduce((best, trial) => (isBetter(trial, best) ? trial : best)).settings;
  }
  return { chosen, trials };
}

/** The most trainings that the search runs. */
export function mostTrials(axes: readonly SearchAxis[]): number {
  return axes.reduce((sum, { candidates }) => sum + candidates.length, 0);
}

function isSame(a: SearchedSettings, b: SearchedSettings): boolean {
  return a.learningRate === b.learningRate && a.temperature === b.temperature && a.alpha === b.alpha;
}

function isBetter(a: Trial, b: Trial): boolean {
  const gained = goodnessOf(a) - goodnessOf(b);
  return gained > 0 || (gained === 0 && a.labelLoss < b.labelLoss);
}
