// What a recording is judged by that a model with state is fed step by step.

/** The answer to its last step, of each output the greatest, of each the mean, or every sample by itself. */
export const STREAM_ANSWERS = ['last', 'max', 'mean', 'each'] as const;
export type StreamAnswer = (typeof STREAM_ANSWERS)[number];
