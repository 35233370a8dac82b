// The time that GitHub's side of a run may take: when it is over the run goes on, whatever the server does.

/** For what heeds the signal to say what was not done. */
const GRACE_MS = 1000;

/** `work` gets a signal that ends its calls after `ms`; undefined where it doesn't end even then. */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const controller = new AbortController();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const tooLate = new Promise<undefined>((resolve) => {
    timers.push(setTimeout(() => controller.abort(), ms));
    timers.push(setTimeout(() => resolve(undefined), ms + GRACE_MS));
  });
  try {
    return await Promise.race([work(controller.signal), tooLate]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Waits, but not beyond the signal. */
export function sleepUntil(signal: AbortSignal, sleep: Promise<void>): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return Promise.race([sleep, new Promise<void>((wake) => signal.addEventListener('abort', () => wake()))]);
}
