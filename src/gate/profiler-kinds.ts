// The toolchains of a program that measures a board, by themselves: the command line's help needs no more.
export { PROFILER_KINDS, type ProfilerKind } from '../compress/firmware/profiler/kinds.ts';
