// What `mode: auto` tries, in this order: a list, so that another way to quantize is one more row.
import type { Outcome } from '../base/problem.ts';
import { CALIBRATION_NAMES } from './calibration/index.ts';
import type { CompressionResult } from './compress.ts';
import type { FixedParams } from './params.ts';

/** A model that was made, and how. */
export interface Candidate {
  readonly params: FixedParams;
  /** It was trained with the roundings of its own numbers; `params` then says which numbers alone. */
  readonly isAware?: true;
  readonly result: CompressionResult;
}

/** Quantizes the trained student. */
export type MakeCandidate = (params: FixedParams) => Outcome<Candidate>;

export interface Attempt {
  /** In words, for the report. */
  readonly name: string;
  /** It scales weights of a channel unlike, after which clustered ones have more values. */
  readonly parts?: 'clusters';
  /** `best`: of the attempts before; the first has none and starts from `params`. */
  run(
    make: MakeCandidate,
    params: FixedParams,
    best: Candidate | undefined,
  ): Outcome<Candidate> | Promise<Outcome<Candidate>>;
}

/** From the cheapest to make to the dearest; on the device they cost the same. */
const AFTER_TRAINING: readonly Attempt[] = [
  ...CALIBRATION_NAMES.map(
    (calibration): Attempt => ({
      name: calibration,
      run: (make, params) => make({ ...params, calibration }),
    }),
  ),
  {
    name: 'bias correction',
    run: (make, params, best) => make({ ...(best?.params ?? params), biasCorrection: true }),
  },
  {
    name: 'equalization',
    parts: 'clusters',
    run: (make, params, best) => make({ ...(best?.params ?? params), equalize: true }),
  },
];

/** Dearer on the device. */
const WIDER: readonly Attempt[] = [{ name: 'int16x8', run: (make, params) => make({ ...params, mode: 'int16x8' }) }];

export const ATTEMPTS: readonly Attempt[] = [...AFTER_TRAINING, ...WIDER];

/** With quantization-aware training before the numbers become wider. */
export function withAware(train: (params: FixedParams) => Promise<Outcome<Candidate>>): readonly Attempt[] {
  const aware: Attempt = {
    name: 'quantization-aware training',
    run: (_, params, best) => train({ ...params, calibration: (best?.params ?? params).calibration }),
  };
  return [...AFTER_TRAINING, aware, ...WIDER];
}
