// The threads that run one program: they meet at barriers made of atomics in the memory that they share.
import type { Program } from '../program/program.ts';

export const CONTROL_BYTES = 320;
/** Each on a cache line of its own; indices of int32. */
const ARRIVED = 0;
const GENERATION = 16;
const SLEEPING = 32;
const COMMAND = 48;
const FAILED = 64;

const STOP = -1;
/** How often a thread looks before it sleeps: some microseconds. That is less than being woken takes, and little enough
 * to waste when there are more threads than cores. */
const LOOKS = 4000;
/** No call of a kernel takes as long; a thread that doesn't come has died. */
const PATIENCE_MS = 120_000;

export interface Team {
  /** Waits until all threads are here. Throws when one of them has failed or doesn't come in time. */
  meet(patienceMs?: number): void;
  /** Tells all others, wherever they wait, that this thread gives up. */
  fail(): void;
  /** The number of the routine to run, or undefined for the end. */
  command(): number | undefined;
  order(routine: number): void;
  /** Ends the others' service. Doesn't wait for them. */
  dismiss(): void;
}

export function teamOf({ control, threads }: Pick<Program, 'control' | 'threads'>, memory: SharedArrayBuffer): Team {
  const words = new Int32Array(memory, control, CONTROL_BYTES / 4);
  const open = () => {
    Atomics.add(words, GENERATION, 1);
    if (Atomics.load(words, SLEEPING) > 0) Atomics.notify(words, GENERATION);
  };
  const waitFor = (generation: number, patienceMs: number) => {
    for (let looks = 0; looks < LOOKS; looks++) if (Atomics.load(words, GENERATION) !== generation) return;
    Atomics.add(words, SLEEPING, 1);
    let woken: ReturnType<typeof Atomics.wait> = 'ok';
    // Whoever opened the barrier before this one may have been paused before it notified: its late call wakes threads
    // that wait for the next.
    while (woken !== 'timed-out' && Atomics.load(words, GENERATION) === generation) {
      woken = Atomics.wait(words, GENERATION, generation, patienceMs);
    }
    Atomics.sub(words, SLEEPING, 1);
    if (woken === 'timed-out') throw new Error('a thread of the training does not answer');
  };
  const arriveLast = () => {
    if (Atomics.add(words, ARRIVED, 1) < threads - 1) return false;
    Atomics.store(words, ARRIVED, 0);
    open();
    return true;
  };
  const checkOthers = () => {
    if (Atomics.load(words, FAILED) !== 0) throw new Error('a thread of the training has failed');
  };
  return {
    meet(patienceMs = PATIENCE_MS) {
      const generation = Atomics.load(words, GENERATION);
      // After the generation is read: whoever fails later changes it, so that nobody waits for a thread that has gone.
      checkOthers();
      if (!arriveLast()) waitFor(generation, patienceMs);
      checkOthers();
    },
    fail() {
      Atomics.store(words, FAILED, 1);
      open();
    },
    command() {
      const routine = Atomics.load(words, COMMAND);
      return routine === STOP ? undefined : routine;
    },
    order(routine) {
      Atomics.store(words, COMMAND, routine);
    },
    dismiss() {
      Atomics.store(words, COMMAND, STOP);
      arriveLast();
    },
  };
}

/** What the second and further threads do: a share of whatever is ordered, until the end. */
export function serve(team: Team, run: (routine: number) => void): void {
  try {
    for (;;) {
      // The first thread may take any time until it has the next batch.
      team.meet(Number.POSITIVE_INFINITY);
      const routine = team.command();
      if (routine === undefined) return;
      run(routine);
      team.meet();
    }
  } catch (error) {
    team.fail();
    throw error;
  }
}
