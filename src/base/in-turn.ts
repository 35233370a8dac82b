// Work that waits, on a few of many items side by side, its results taken in the items' order.

/** As many files as Node reads at the same time by itself (libuv's threads). */
const AT_ONCE = 4;

/** At most `AT_ONCE` results are there that weren't taken. Whatever throws, all that was begun has ended. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  begin: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item, index: number) => void | Promise<void>,
): Promise<void> {
  const begun: Promise<Result>[] = [];
  try {
    for (const [index, item] of items.entries()) {
      for (let next = index + begun.length; begun.length < AT_ONCE && next < items.length; next++) {
        const work = begin(items[next]);
        // What rejects before its turn is told in its turn.
        work.catch(() => {});
        begun.push(work);
      }
      const [first] = begun;
      const result = await first;
      begun.shift();
      await take(result, item, index);
    }
  } finally {
    await Promise.allSettled(begun);
  }
}
