// TensorFlow.js prints advice on the console, where a report may be expected.

/** Without what `work` prints, which must be over when it returns. */
export function quietly<T>(work: () => T): T {
  const { log, warn, info } = console;
  const nothing = () => {};
  Object.assign(console, { log: nothing, warn: nothing, info: nothing });
  try {
    return work();
  } finally {
    Object.assign(console, { log, warn, info });
  }
}
