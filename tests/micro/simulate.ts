// A file's model through `resolve` to what is made of it, as the gate does it.
import { attempt, must, type Outcome } from '../../src/base/problem.ts';
import { type Arena, measureArena } from '../../src/micro/arena/arena.ts';
import { createInterpreter, type Interpreter } from '../../src/micro/interpret.ts';
import type { Profile } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import type { Model } from '../../src/tflite/model.ts';

export function interpreterFor(model: Model, makeKernels: (memoryBytes: number) => Kernels): Outcome<Interpreter> {
  return attempt(() => must(createInterpreter(must(resolve(model)), makeKernels)));
}

export function arenaFor(model: Model, profile: Profile): Outcome<Arena> {
  return attempt(() => must(measureArena(must(resolve(model)), profile)));
}
