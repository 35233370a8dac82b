// What the sections of kd.yaml share that train a student once more: how long, and at which rate.

export interface FineTuneSettings {
  readonly epochs: number;
  /** At its highest. */
  readonly learningRate: number;
}

/** The two keys of a section's schema; `whence`: what the defaults are made of, in words. */
export function fineTuningKeys(epochs: string, learningRate: string) {
  return {
    epochs: {
      type: 'integer',
      minimum: 1,
      maximum: 100000,
      description: `Passes over the training data; by default ${epochs}.`,
    },
    learningRate: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 100,
      description: `At its highest, then falling to zero along half a cosine; by default ${learningRate}.`,
    },
  } as const;
}

export interface Shares {
  readonly epochs: number;
  readonly learningRate: number;
  readonly leastEpochs: number;
}

/** What a section says, or shares of the float training's. */
export function fineTuneSettings(
  { epochs, learningRate }: Partial<FineTuneSettings>,
  float: FineTuneSettings,
  shares: Shares,
): FineTuneSettings {
  return {
    epochs: epochs ?? Math.max(shares.leastEpochs, Math.ceil(shares.epochs * float.epochs)),
    // 0.1 * 0.003 is 0.00030000000000000003.
    learningRate: learningRate ?? Number((shares.learningRate * float.learningRate).toPrecision(12)),
  };
}
