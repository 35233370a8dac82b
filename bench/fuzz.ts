// Strangers' input by the thousand: node bench/run.mjs bench/fuzz.ts [count] [seed] [entries|reports|events|specs]
// Each line counts what was refused, used, passed though it must not, and crashed: the last two are 0.
import { fuzzEvents } from './fuzz/events.ts';
import { fuzzReports } from './fuzz/reports.ts';
import { fuzzSpecs } from './fuzz/specs.ts';
import { fuzzStoredEntries } from './fuzz/stored-entries.ts';

interface Counts {
  readonly tried: number;
  readonly falsePasses: number;
  readonly crashes: number;
}

type Fuzz = (count: number, seed: number) => Promise<Counts>;

const FUZZERS: readonly (readonly [string, Fuzz])[] = [
  ['entries', fuzzStoredEntries],
  ['reports', fuzzReports],
  ['events', fuzzEvents],
  ['specs', fuzzSpecs],
];

const [count = '100000', seed = '1', only] = process.argv.slice(2);
for (const [name, fuzz] of FUZZERS) {
  if (only !== undefined && only !== name) continue;
  const startedMs = performance.now();
  const counts = await fuzz(Number(count), Number(seed));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const words = Object.entries(counts).map(([what, times]) => `${what} ${times}`);
  process.stdout.write(`${name.padEnd(8)} ${words.join(', ')} (${seconds} s)\n`);
  if (counts.falsePasses !== 0 || counts.crashes !== 0) process.exitCode = 1;
}
