// Lines of the caches that are wanted soon.

/** Keeps the compiler from leaving the loads of `fetch` out. */
let fetched: i32 = 0;

/** Brings neighbouring lines into the first cache before columns of them are read: the hardware runs ahead along
 * neighbours, not along columns. */
export function fetch(address: usize, end: usize): void {
  let seen = 0;
  for (; address < end; address += 64) seen ^= load<i32>(address);
  fetched ^= seen;
}
