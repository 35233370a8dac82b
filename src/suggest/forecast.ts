// How likely a network that nobody has trained keeps the budgets for its answers, from those that were trained: a
// Gaussian process over what is changed (Rasmussen, Williams 2006, algorithm 2.1), with what is known of networks in
// general as its mean.
import { exp, log } from '../base/elementary.ts';
import type { JudgedCandidate, NetworkSize } from './judged.ts';
import { WIDTH } from './knobs/width.ts';
import { MARGINS, type MarginName, type Margins } from './margins.ts';

/** What a change does to a network; all zero of the one as it is. */
export interface Traits {
  /** Logarithms of ratios. */
  readonly parameters: number;
  readonly macs: number;
  readonly epochs: number;
  /** What is turned beside the width, and how much of the network is at stake with it. */
  readonly knobs: ReadonlyMap<string, number>;
}

export interface Observation {
  readonly traits: Traits;
  readonly margins: Margins;
}

/** Logarithm of the probability. */
export type Forecast = (candidate: JudgedCandidate) => number;

/** How much of a margin comes with e times as much of it, and how sure that is. */
const SLOPES: Readonly<Record<MarginName, Readonly<Record<'parameters' | 'macs' | 'epochs', number>>>> = {
  answers: { parameters: 0.25, macs: 0.2, epochs: 0.25 },
  quantization: { parameters: 0.05, macs: 0.05, epochs: 0 },
};
const SLOPE_DEVIATION = 0.15;
/** Knobs that say how integers are made: most of what can be done for what int8 loses. */
const QUANTIZES = /^quantize\./;
const QUANTIZATION_GAIN = { answers: 0.02, quantization: 0.7 } as const;
/** Of what is at stake with a knob, in margins. */
const STAKE = 0.5;
const LEAST_DEVIATION = 0.05;
/** Of other weights to start from and of a small test set; the likeliest is taken, and what it usually is. */
const LOTTERIES = [0.08, 0.15, 0.3, 0.6];
const USUAL_LOTTERY = 0.15;

export const NO_CHANGE: Traits = { parameters: 0, macs: 0, epochs: 0, knobs: new Map() };

/** `now`: the network as it is. */
export function traitsBeside(now: NetworkSize & { readonly epochs?: number }): (one: JudgedCandidate) => Traits {
  return ({ parameters, macs, candidate: { variants, model } }) => {
    const { epochs } = model.distill;
    return {
      parameters: logRatio(parameters, now.parameters),
      macs: logRatio(macs, now.macs),
      epochs: typeof epochs === 'number' && now.epochs ? logRatio(epochs, now.epochs) : 0,
      knobs: new Map(variants.filter(({ knob }) => knob !== WIDTH).map(({ knob, price }) => [knob, price])),
    };
  };
}

function logRatio(a: number, b: number): number {
  return log(Math.max(a, 1) / Math.max(b, 1));
}

/** Of all margins that were observed; certain where there is none. */
export function forecastFrom(
  observations: readonly Observation[],
  traitsOf: (one: JudgedCandidate) => Traits,
): Forecast {
  const models = MARGINS.flatMap((name) => {
    const seen = observations.flatMap(({ traits, margins }) => {
      const margin = margins[name];
      return margin === undefined ? [] : [{ traits, margin }];
    });
    return seen.length === 0 ? [] : [regression(name, seen)];
  });
  return (candidate) => {
    const traits = traitsOf(candidate);
    return models.reduce((sum, model) => sum + logNormal(model(traits)), 0);
  };
}

interface SeenMargin {
  readonly traits: Traits;
  readonly margin: number;
}

/** The expected margin over its deviation. */
function regression(name: MarginName, seen: readonly SeenMargin[]): (traits: Traits) => number {
  const fits = LOTTERIES.map((lottery) => fitted(name, seen, lottery));
  const { factor, weights, lottery } = fits.reduce((best, fit) => (fit.likelihood > best.likelihood ? fit : best));
  return (traits) => {
    const shared = seen.map((other) => covariance(traits, other.traits));
    const mean = priorMean(name, traits) + dot(shared, weights);
    const known = solveLower(factor, shared);
    const variance = Math.max(covariance(traits, traits) - dot(known, known), 0) + lottery ** 2;
    return mean / Math.sqrt(variance);
  };
}

/** `likelihood`: the logarithm of that of what was seen, but for a constant; equation 2.30 there, and a prior. */
function fitted(name: MarginName, seen: readonly SeenMargin[], lottery: number) {
  const factor = cholesky(
    seen.map(({ traits }, i) =>
      seen.map((other, j) => covariance(traits, other.traits) + (i === j ? lottery ** 2 : 0)),
    ),
  );
  const residuals = seen.map(({ traits, margin }) => margin - priorMean(name, traits));
  const whitened = solveLower(factor, residuals);
  const determinant = factor.reduce((sum, row, i) => sum + log(row[i]), 0);
  const likelihood = -dot(whitened, whitened) / 2 - determinant - log(lottery / USUAL_LOTTERY) ** 2;
  return { factor, weights: solveUpper(factor, whitened), lottery, likelihood };
}

/** Beside the network as it is, whose margin is the common part. */
function priorMean(name: MarginName, { parameters, macs, epochs, knobs }: Traits): number {
  const slopes = SLOPES[name];
  const gains = [...knobs].map(([knob, stake]) => {
    return QUANTIZES.test(knob) ? QUANTIZATION_GAIN[name] : -STAKE * stake;
  });
  const slope = slopes.parameters * parameters + slopes.macs * macs + slopes.epochs * epochs;
  return gains.reduce((sum, gain) => sum + gain, slope);
}

function covariance(a: Traits, b: Traits): number {
  const slopes = a.parameters * b.parameters + a.macs * b.macs + a.epochs * b.epochs;
  let knobs = 0;
  for (const [knob, stake] of a.knobs) {
    const other = b.knobs.get(knob);
    // Of both, so that the matrix of all has a root however far each turns the knob.
    if (other !== undefined) knobs += deviationOf(stake) * deviationOf(other);
  }
  // All have in common where the network as it is stands.
  return 1 + SLOPE_DEVIATION ** 2 * slopes + knobs;
}

function deviationOf(stake: number): number {
  return LEAST_DEVIATION + STAKE * stake;
}

/** The logistic function is within 0.01 of the normal distribution's (Bowling et al. 2009). */
function logNormal(z: number): number {
  const x = 1.702 * z;
  return x > 0 ? -log(1 + exp(-x)) : x - log(1 + exp(x));
}

/** Lower triangle L with L L^T the matrix. */
function cholesky(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const next: number[] = [];
    for (let j = 0; j < i; j++) next.push((row[j] - dot(next, rows[j])) / rows[j][j]);
    next.push(Math.sqrt(row[i] - dot(next, next)));
    rows.push(next);
  }
  return rows;
}

function solveLower(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x: number[] = [];
  for (const [i, row] of factor.entries()) x.push((right[i] - dot(x, row)) / row[i]);
  return x;
}

function solveUpper(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x = new Array<number>(right.length).fill(0);
  for (let i = right.length - 1; i >= 0; i--) {
    const above = factor.reduce((sum, row, j) => (j > i ? sum + row[i] * x[j] : sum), 0);
    x[i] = (right[i] - above) / factor[i][i];
  }
  return x;
}

/** As long as the shorter. */
function dot(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i] * b[i];
  return sum;
}
