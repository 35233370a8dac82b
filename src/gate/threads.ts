// The number of threads as a user writes it.
export type Threads = number | 'auto';

export const MOST_THREADS = 256;

export const THREADS_HELP = `write a number of threads from 1 to ${MOST_THREADS}, or auto for one a core`;

/** Undefined for anything else. */
export function parseThreads(text: string): Threads | undefined {
  if (text === 'auto') return 'auto';
  const count = Number(text);
  return /^\d{1,3}$/.test(text) && count >= 1 && count <= MOST_THREADS ? count : undefined;
}
