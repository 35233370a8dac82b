// The toolchains that a program which measures a board is written for.

/** `c`: C++11 for any build that has TFLM, with one file to adapt. */
export const PROFILER_KINDS = ['arduino', 'esp-idf', 'zephyr', 'c'] as const;

export type ProfilerKind = (typeof PROFILER_KINDS)[number];
