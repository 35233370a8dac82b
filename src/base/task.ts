// What a model's outputs mean, and so what it learns, how it is measured and what it is judged by.

/**
 * classify: one logit a class, one class a sample. binary: one logit that tells two classes apart. multi-label: a logit
 * an output, each a yes or no of its own. regression: real values.
 */
export const TASKS = ['classify', 'binary', 'multi-label', 'regression'] as const;

export type Task = (typeof TASKS)[number];

/** Of a section of kd.yaml that names none. */
export const DEFAULT_TASK: Task = 'classify';
