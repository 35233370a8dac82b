// Memory for a case of a float kernel: inputs filled with seeded numbers, results with a marker, and what was written
// collected.
import { random } from '../../src/base/random.ts';
import { WINDOW_BYTES, type Window, writeWindow } from '../../src/simd/window.ts';

const FIRST = 131072;

/** Hands out addresses; inputs get seeded numbers about half of which are zero or negative, results a marker. */
export function tape(memory: SharedArrayBuffer, seed: number) {
  const numbers = random(seed, 'cases');
  let next = FIRST;
  const take = (bytes: number) => {
    // Odd multiples of 4: nothing may count on alignment.
    const address = next + 4;
    next = (address + bytes + 63) & ~15;
    return address;
  };
  const results: Uint8Array[] = [];
  return {
    floats(count: number, make = () => numbers.normal()): number {
      const address = take(count * 4);
      const values = new Float32Array(memory, address, count);
      for (let i = 0; i < count; i++) values[i] = make();
      return address;
    },
    /** As max pooling and relu leave a gradient: four of five are zero. */
    mostlyZeros(count: number): number {
      return this.floats(count, () => (numbers.below(5) === 0 ? numbers.normal() : 0));
    },
    block(values: Float32Array): number {
      const address = take(values.byteLength);
      new Float32Array(memory, address, values.length).set(values);
      return address;
    },
    ints(values: readonly number[]): number {
      const address = take(values.length * 4);
      new Int32Array(memory, address, values.length).set(values);
      return address;
    },
    window(window: Window): number {
      const address = take(WINDOW_BYTES);
      writeWindow(memory, address, window);
      return address;
    },
    result(count: number): number {
      const address = take(count * 4);
      // The elements around the result show writes outside of it.
      const bytes = new Uint8Array(memory, address - 4, count * 4 + 8).fill(0x5a);
      results.push(bytes);
      return address;
    },
    workspace(bytes: number): number {
      const address = take(bytes + 4096);
      new Uint8Array(memory, address, bytes + 4096).fill(0xff);
      // What lies behind the workspace is nobody's to write.
      results.push(new Uint8Array(memory, address + bytes, 4096));
      return address;
    },
    track: (address: number, count: number) => results.push(new Uint8Array(memory, address - 4, count * 4 + 8)),
    collect(): Uint8Array {
      const all = new Uint8Array(results.reduce((sum, r) => sum + r.length, 0));
      let at = 0;
      for (const r of results) {
        all.set(r, at);
        at += r.length;
      }
      return all;
    },
  };
}

export type Tape = ReturnType<typeof tape>;
