// How long a training takes where kd.yaml doesn't say. Steps count, not passes: a student of few samples has to see
// them more often, the more so with a teacher (Beyer et al. 2022: "a good teacher is patient").

/** Chosen on held-out samples: docs/distillation.md, "Measured: the defaults". */
const STEPS = 8000;
const LEAST = 30;
const MOST = 120;

interface Training {
  readonly epochs?: number;
  readonly batch: number;
}

export function epochsFor(samples: number, batch: number): number {
  const stepsPerEpoch = Math.ceil(samples / batch);
  return Math.min(MOST, Math.max(LEAST, Math.ceil(STEPS / stepsPerEpoch)));
}

export function withEpochs<T extends Training>(training: T, samples: number): T & { readonly epochs: number } {
  return { ...training, epochs: training.epochs ?? epochsFor(samples, training.batch) };
}
